# Regressions: linear, logit, Poisson, ordered logit; terms, predictions, effects.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)
TIGHT <- glm.control(epsilon = 1e-14, maxit = 200)

add <- function(d) {
  d$met <- as.numeric(d$sch.wide == "Yes")
  d$moving <- cut(d$mobility, c(-1, 10, 20, 100), labels = c("few", "some", "many"),
                  ordered_result = TRUE)
  d
}
apistrat <- add(apistrat)
apiclus1 <- add(apiclus1)
schools2 <- add(apiclus2)
schools2$fpc2 <- as.vector(schools2$fpc2)
nhanes$sex <- factor(nhanes$RIAGENDR, labels = c("male", "female"))
nhanes$race_f <- factor(nhanes$race)
nhanes$age_order <- factor(nhanes$agecat, ordered = TRUE)

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools2)
health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)
clus_greg <- calibrate(clus, ~stype + api99, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018,
                                               api99 = 3914069))

# ---- Generalised linear models ----

fit <- function(f, design, family) {
  suppressWarnings(eval(bquote(svyglm(.(f), design, family = family, control = TIGHT))))
}

# Rows of the design that the model used, and the matrix of its terms.
model_rows <- function(m) complete.cases(model.frame(formula(m), m$survey.design$variables,
                                                     na.action = na.pass))

# Weighted influence of the coefficients; zero on rows outside the model.
influence_of <- function(m) {
  x <- model.matrix(m)
  mu <- as.vector(fitted(m))
  eta <- as.vector(m$linear.predictors)
  y <- as.vector(m$y)
  w <- weights(m$survey.design, "sampling")
  if (length(w) != nrow(x)) w <- w[model_rows(m)]
  d <- m$family$mu.eta(eta)
  v <- m$family$variance(mu)
  bread <- solve(crossprod(x * (w * d^2 / v), x))
  (x * (w * (y - mu) * d / v)) %*% bread
}
spread <- function(u, design) {
  mat(svyrecvar(u, design$cluster, design$strata, design$fpc, postStrata = design$postStrata))
}

term_record <- function(m, terms) {
  wald <- regTermTest(m, terms, method = "Wald")
  working <- regTermTest(m, terms, method = "WorkingWald")
  list(terms = arr(attr(terms(terms), "term.labels")),
       wald = list(f = as.vector(wald$Ftest), ndf = wald$df, ddf = wald$ddf,
                   p_value = as.vector(wald$p)),
       working_wald = list(chisq = as.vector(working$chisq), ndf = working$df, ddf = working$ddf,
                           lambda = arr(sort(Re(working$lambda), decreasing = TRUE)),
                           p_value = as.vector(working$p)))
}

glm_record <- function(f, design, family, terms = list(), newdata = NULL) {
  m <- fit(f, design, family)
  stopifnot(m$converged)
  b <- as.vector(coef(m))
  v <- mat(vcov(m))
  u <- influence_of(m)
  stopifnot(isTRUE(all.equal(spread(u, m$survey.design), v, tolerance = 1e-7)))
  out <- c(list(formula = deparse(f), family = m$family$family, link = m$family$link,
                coef_names = arr(names(coef(m))), n = nrow(model.matrix(m)),
                n_rows = nrow(model.frame(design))),
           record(b, v, m$df.residual), list(df_design = degf(design),
                                             df_answered = degf(m$survey.design)))
  out$statistic <- arr(b / sqrt(diag(v)))
  out$p_value <- arr(2 * pt(-abs(b / sqrt(diag(v))), m$df.residual))
  if (m$family$family == "gaussian") {
    y <- as.vector(m$y)
    w <- weights(m$survey.design, "sampling")
    out$r_squared <- 1 - sum(w * (y - fitted(m))^2) / sum(w * (y - sum(w * y) / sum(w))^2)
  }
  out$deviance <- m$deviance
  out$deviance_is <- "with weights of mean 1 over all rows of the design"
  for (t in terms) {
    out$terms[[paste(attr(terms(t), "term.labels"), collapse = " + ")]] <- term_record(m, t)
  }
  if (!is.null(newdata)) {
    said <- function(type) {
      p <- predict(m, newdata, type = type, vcov = TRUE)
      list(estimate = arr(coef(p)), se = arr(SE(p)), vcov = mat(vcov(p)))
    }
    out$predictions <- list(newdata = columns(newdata, names(newdata)), link = said("link"),
                            response = said("response"))
  }
  out
}

# ---- Average effects ----

# Effect of a number: mean over the sample, with weights, of d mu / d x = b_x mu'(eta), where
# mu'(eta) = mu (1 - mu) for logit. Its gradient by the coefficients b_k is the mean of
# mu'(eta) [k is x] + b_x mu''(eta) x_k, with mu'' = mu (1 - mu) (1 - 2 mu).
# Effect of a level: mean of mu(level) - mu(reference), everyone set to one and to the other;
# gradient the mean of mu'(eta_1) x_1k - mu'(eta_0) x_0k.
# Mean at a level: mean of mu with everyone set to it; gradient the mean of mu'(eta_1) x_1k.
# `fixed` takes the rows of the sample as they are: gradient * vcov * gradient'.
# `sampled` adds what comes from drawing them: the influence of row i is
# w_i (effect_i - mean) / sum(w) + influence of the coefficients * gradient.
logit_parts <- function(eta) {
  mu <- plogis(eta)
  list(mu = mu, first = mu * (1 - mu), second = mu * (1 - mu) * (1 - 2 * mu))
}
set_to <- function(m, data, name, value) {
  if (!is.null(name)) {
    data[[name]] <- if (is.factor(data[[name]])) factor(value,
                                                        levels = levels(data[[name]])) else value
  }
  model.matrix(delete.response(terms(m)), data, xlev = m$xlevels)
}
average <- function(m, effect, gradient_rows) {
  design <- m$survey.design
  w <- weights(design, "sampling")
  b <- as.vector(coef(m))
  total <- sum(w)
  value <- colSums(as.matrix(effect) * w) / total
  gradient <- t(vapply(gradient_rows, function(g) colSums(g * w) / total, b))
  u <- influence_of(m)
  sampled <- w * sweep(as.matrix(effect), 2, value) / total + u %*% t(gradient)
  list(estimate = value, gradient = gradient, fixed = gradient %*% mat(vcov(m)) %*% t(gradient),
       sampled = spread(sampled, design), package_gap = spread(w * sweep(as.matrix(effect), 2,
           value) / total, design))
}
effect_record <- function(a, names, df, ...) {
  fixed <- record(a$estimate, a$fixed, df)
  sampled <- record(a$estimate, a$sampled, df)
  c(list(effects = arr(names), ..., estimate = fixed$estimate, df = df, level = LEVEL,
         gradient = a$gradient),
    list(fixed = fixed[c("se", "vcov", "lower", "upper")],
         sampled = sampled[c("se", "vcov", "lower", "upper")]))
}

effects_of <- function(m, numbers, factors) {
  data <- m$survey.design$variables
  stopifnot(m$family$link == "logit", all(model_rows(m)))
  x <- set_to(m, data, NULL)
  b <- as.vector(coef(m))
  here <- logit_parts(as.vector(x %*% b))
  out <- list()
  for (name in numbers) {
    k <- match(name, names(coef(m)))
    rows <- b[k] * here$second * x
    rows[, k] <- rows[, k] + here$first
    a <- average(m, b[k] * here$first, list(rows))
    # By numbers: the same derivative from two shifted copies.
    h <- 1e-4 * sd(data[[name]])
    up <- data; up[[name]] <- up[[name]] + h
    down <- data; down[[name]] <- down[[name]] - h
    two <- (plogis(as.vector(set_to(m, up, NULL) %*% b)) - plogis(as.vector(set_to(m, down,
        NULL) %*% b))) / (2 * h)
    w <- weights(m$survey.design, "sampling")
    stopifnot(isTRUE(all.equal(sum(w * two) / sum(w), as.vector(a$estimate), tolerance = 1e-6)))
    out[[name]] <- effect_record(a, name, m$df.residual, kind = "average derivative")
  }
  for (name in factors) {
    levels <- levels(data[[name]])
    at <- lapply(levels, function(l) set_to(m, data, name, l))
    parts <- lapply(at, function(z) logit_parts(as.vector(z %*% b)))
    rows <- Map(function(z, p) p$first * z, at, parts)
    means <- average(m, vapply(parts, `[[`, numeric(nrow(x)), "mu"), rows)
    out[[paste0(name, "_means")]] <- effect_record(means, levels, m$df.residual,
                                                   kind = "average prediction at each level")
    gaps <- average(m, vapply(parts[-1], function(p) p$mu - parts[[1]]$mu, numeric(nrow(x))),
                    lapply(rows[-1], function(r) r - rows[[1]]))
    out[[paste0(name, "_effects")]] <- effect_record(gaps, levels[-1], m$df.residual,
                                                      kind = paste("average difference from",
                                                                   levels[1]))
  }
  out
}

# svypredmeans: mean prediction with everyone set to each level. The package adds the
# variance of the mean over the sample to that of the coefficients and leaves out their
# covariance; `sampled` holds all three.
predmeans_record <- function(f, family, design, group) {
  without <- update(f, as.formula(paste(". ~ . -", group)))
  adjust <- fit(without, design, family)
  # Without `predictat` the package takes levels in the order of first appearance.
  data <- adjust$survey.design$variables
  levels <- levels(data[[group]])
  adjust$call$family <- bquote(.(as.name(family$family))())
  adjust$call$control <- quote(glm.control(epsilon = 1e-14, maxit = 200))
  package <- suppressWarnings(svypredmeans(adjust, reformulate(group),
                                           predictat = factor(levels, levels = levels)))
  m <- fit(f, design, family)
  b <- as.vector(coef(m))
  at <- lapply(levels, function(l) set_to(m, m$survey.design$variables, group, l))
  mu <- vapply(at, function(z) m$family$linkinv(as.vector(z %*% b)), numeric(nrow(data)))
  rows <- lapply(at, function(z) as.vector(m$family$mu.eta(as.vector(z %*% b))) * z)
  a <- average(m, mu, rows)
  # Drops the parts that the package hangs on its matrix.
  theirs <- matrix(as.vector(vcov(package)), length(levels))
  stopifnot(isTRUE(all.equal(as.vector(coef(package)), as.vector(a$estimate), tolerance = 1e-8)),
            isTRUE(all.equal(theirs, unname(a$fixed + a$package_gap), tolerance = 1e-6)))
  out <- effect_record(a, levels, m$df.residual, formula = deparse(f), family = family$family,
                       group = group)
  out$package <- list(se = arr(sqrt(diag(theirs))), vcov = theirs)
  out
}

# marginpred: the model fitted again with weights that balance the covariates between the
# levels of its own terms. The package settles them to 1e-4 and takes the new weights as
# if they were the design's; both are stored as the package gives them.
marginpred_record <- function(f, adjustfor, design, family, newdata) {
  m <- fit(f, design, family)
  m$call$formula <- f
  m$call$family <- bquote(.(as.name(family$family))())
  m$call$control <- quote(glm.control(epsilon = 1e-14, maxit = 200))
  p <- suppressWarnings(marginpred(m, adjustfor, newdata, type = "response", vcov = TRUE))
  list(formula = deparse(f), adjust_for = deparse(adjustfor),
       newdata = columns(newdata, names(newdata)),
       package_only = TRUE, estimate = arr(coef(p)), se = arr(SE(p)), good_to = 1e-4)
}

# ---- Ordered logit ----

# The package stops its search early and takes the Hessian by differences. Here Newton
# steps go on from its answer, with the gradient and Hessian of the log-likelihood
# sum of w log(F(zeta_j - x b) - F(zeta_(j-1) - x b)), F logistic, and the variance is that of
# the influence w_i * score_i * inverse of the information.
ordered_fit <- function(f, design) {
  package <- suppressWarnings(svyolr(f, design))
  frame <- model.frame(f, model.frame(design), na.action = na.pass)
  inside <- design[complete.cases(frame), ]
  frame <- model.frame(f, model.frame(inside))
  y <- as.integer(model.response(frame))
  x <- model.matrix(f, frame)[, -1, drop = FALSE]
  w <- weights(inside, "sampling")
  p <- ncol(x)
  q <- max(y) - 1
  # Score of each row: d log pr / d eta is -(f_up - f_low) / pr, d / d zeta_up is f_up / pr.
  pieces <- function(theta) {
    eta <- as.vector(x %*% theta[seq_len(p)])
    zeta <- c(-Inf, theta[p + seq_len(q)], Inf)
    up <- plogis(zeta[y + 1] - eta)
    low <- plogis(zeta[y] - eta)
    pr <- up - low
    fu <- up * (1 - up)
    fl <- low * (1 - low)
    rows <- matrix(0, length(y), p + q)
    rows[, seq_len(p)] <- -x * ((fu - fl) / pr)
    for (j in seq_len(q)) rows[, p + j] <- ((y == j) * fu - (y == j + 1) * fl) / pr
    list(rows = rows, up = up, low = low, pr = pr, fu = fu, fl = fl)
  }
  information <- function(theta) {
    k <- pieces(theta)
    # Second derivatives of F: f (1 - 2 F).
    du <- k$fu * (1 - 2 * k$up)
    dl <- k$fl * (1 - 2 * k$low)
    h <- matrix(0, p + q, p + q)
    up_z <- vapply(seq_len(q), function(j) as.numeric(y == j), numeric(length(y)))
    low_z <- vapply(seq_len(q), function(j) as.numeric(y == j + 1), numeric(length(y)))
    zu <- cbind(-x, up_z)
    zl <- cbind(-x, low_z)
    second <- crossprod(zu * (w * du / k$pr), zu) - crossprod(zl * (w * dl / k$pr), zl) -
      crossprod(k$rows * w, k$rows)
    -second
  }
  theta <- c(package$coefficients, package$zeta)
  for (step in 1:30) {
    score <- colSums(pieces(theta)$rows * w)
    move <- solve(information(theta), score)
    theta <- theta + move
    if (max(abs(move)) < 1e-13) break
  }
  stopifnot(max(abs(move)) < 1e-10)
  numeric_h <- numDeriv::jacobian(function(t) colSums(pieces(t)$rows * w), theta)
  stopifnot(isTRUE(all.equal(-numeric_h, unname(information(theta)), tolerance = 1e-7)))
  u <- (pieces(theta)$rows * w) %*% solve(information(theta))
  v <- spread(u, inside)
  stopifnot(isTRUE(all.equal(unname(c(package$coefficients, package$zeta)), unname(theta),
                             tolerance = 1e-2)),
            isTRUE(all.equal(mat(vcov(package)), v, tolerance = 2e-2)))
  list(package = package, theta = theta, v = v, n = length(y), df = degf(inside), p = p, x = x)
}
olr_record <- function(f, design) {
  r <- ordered_fit(f, design)
  cut <- r$p + seq_along(r$package$zeta)
  c(list(formula = deparse(f), levels = arr(r$package$lev), n = r$n,
         names = arr(c(names(r$package$coefficients), names(r$package$zeta))),
         n_coefficients = r$p),
    record(r$theta, r$v, r$df - r$p, df_design = r$df),
    list(package = list(estimate = arr(c(r$package$coefficients, r$package$zeta)),
                        se = arr(sqrt(diag(vcov(r$package)))), vcov = mat(vcov(r$package)),
                        df_residual = r$package$df.residual)))
}

newschools <- data.frame(ell = c(5, 20, 60), meals = c(10, 50, 90), mobility = c(5, 15, 40),
                         stype = factor(c("E", "H", "M"), levels = c("E", "H", "M")))

schools <- function(design, how) {
  rich <- api00 ~ ell + meals + mobility
  typed <- api00 ~ ell + meals + stype
  logit <- met ~ ell + meals + mobility
  logit_typed <- met ~ meals + stype
  poisson <- api.stu ~ ell + meals + stype
  crossed <- api00 ~ stype * comp.imp + meals
  answered <- design[complete.cases(model.frame(design)[c("api00", "ell", "meals", "mobility",
                                                          "met", "stype")]), ]
  list(
    design = design_record(design, how),
    linear = glm_record(rich, design, gaussian(), list(~ell + meals, ~mobility,
                                                       ~ell + meals + mobility), newschools),
    linear_typed = glm_record(typed, design, gaussian(), list(~stype, ~ell), newschools),
    linear_crossed = glm_record(crossed, design, gaussian(), list(~stype:comp.imp, ~comp.imp)),
    logit = glm_record(logit, design, quasibinomial(), list(~ell + meals, ~mobility), newschools),
    logit_typed = glm_record(logit_typed, design, quasibinomial(), list(~stype), newschools),
    poisson = glm_record(poisson, design, quasipoisson(), list(~stype, ~ell + meals), newschools),
    effects_logit = effects_of(fit(logit, answered, quasibinomial()),
                               c("ell", "meals", "mobility"), character()),
    effects_logit_typed = effects_of(fit(logit_typed, answered, quasibinomial()), "meals", "stype"),
    standardised_logit_stype = predmeans_record(logit_typed, quasibinomial(), answered, "stype"),
    standardised_linear_stype = predmeans_record(typed, gaussian(), answered, "stype"))
}

health_answers <- function() {
  f <- HI_CHOL ~ race_f + agecat + sex
  answered <- health[!is.na(nhanes$HI_CHOL), ]
  grid <- expand.grid(race_f = factor(1:4), agecat = factor(levels(nhanes$agecat)[c(2, 4)],
                                                            levels = levels(nhanes$agecat)),
                      sex = factor("male", levels = c("male", "female")))
  list(
    design = design_record(health,
                           paste("svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR,",
                                         "nest = TRUE, data = nhanes)")),
    logit = glm_record(f, health, quasibinomial(), list(~race_f, ~agecat, ~sex, ~race_f + sex),
                       grid),
    linear = glm_record(f, health, gaussian(), list(~race_f, ~agecat)),
    poisson = glm_record(f, health, quasipoisson(), list(~race_f, ~agecat)),
    logit_crossed = glm_record(HI_CHOL ~ sex * race_f, health, quasibinomial(), list(~sex:race_f)),
    effects_logit = effects_of(fit(f, answered, quasibinomial()), character(),
                               c("race_f", "agecat", "sex")),
    standardised_logit_race = predmeans_record(f, quasibinomial(), answered, "race_f"),
    ordered_age = olr_record(age_order ~ race_f + sex, health))
}

strat_said <- "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"
clus_said <- "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"
clus2_said <- "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2)"
ordered <- function(design) list(
  ordered_moving = olr_record(moving ~ meals + ell, design),
  ordered_moving_typed = olr_record(moving ~ meals + stype, design))

used <- c("stype", "sch.wide", "comp.imp", "api00", "api99", "ell", "meals", "mobility", "api.stu",
          "met", "moving", "pw")
save_golden("regression",
  inputs = list(apistrat = columns(apistrat, c(used, "fpc")),
                apiclus1 = columns(apiclus1, c("dnum", used, "fpc")),
                apiclus2 = columns(schools2, c("dnum", "snum", used, "fpc1", "fpc2"))),
  inputs_from = list(nhanes = "nhanes.json"),
  outputs = list(
    definitions = list(
      met = "sch.wide == \"Yes\"", moving = "mobility up to 10, up to 20, above",
      sex = "RIAGENDR 1 male, 2 female", race_f = "race as a factor", age_order = "agecat in order",
      coding = "treatment contrasts, first level the reference",
      df = paste("degf(design of the answered rows) + 1 - number of coefficients; for ordered",
                 "logit degf - number of slopes"),
      fixed = "error of the coefficients alone",
      sampled = "with the error of averaging over the sampled rows",
      package = paste("what svypredmeans gives: variance of the coefficients plus that of the",
                      "average, without their covariance"),
      working_wald = "p by saddlepoint",
      ordered = paste("P(y <= j) = F(zeta_j - x b); `package` is svyolr, whose search stops early;",
                      "the record itself went on to the maximum")),
    strat = c(schools(strat, strat_said), ordered(strat), list(
      marginpred = marginpred_record(met ~ stype, ~meals, strat, quasibinomial(),
                                     data.frame(stype = factor(c("E", "H", "M"),
                                                               levels = c("E", "H", "M")))))),
    clus = c(schools(clus, clus_said), ordered(clus)),
    clus2 = c(schools(clus2, clus2_said), ordered(clus2)),
    clus_greg = list(
      design = design_record(clus_greg, paste("calibrate(clus, ~stype + api99,",
        "c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069))")),
      linear = glm_record(api00 ~ ell + meals + mobility, clus_greg, gaussian(),
                          list(~ell + meals)),
      logit = glm_record(met ~ ell + meals + mobility, clus_greg, quasibinomial(),
                         list(~ell + meals))),
    nhanes = health_answers()))
