# Shared by the scripts in this folder: how an estimate becomes a JSON record.

suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})

options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE,
        survey.ultimate.cluster = FALSE, warn = 2)

LEVEL <- 0.95

# Keep a vector an array in JSON even when it has one element.
arr <- function(x) {
  x <- unname(as.vector(x))
  if (length(x) == 1) I(x) else x
}
mat <- function(x) unname(as.matrix(x))

# Limits on the t distribution; df may be one number or one per estimate.
limits <- function(est, se, df) {
  q <- qt(1 - (1 - LEVEL) / 2, df)
  list(lower = arr(est - q * se), upper = arr(est + q * se))
}

# Named pieces of a design, so a test can check its own counting.
design_record <- function(design, how) {
  kept <- weights(design, "sampling") != 0
  list(
    how = how,
    n = sum(kept),
    n_psu = length(unique(design$cluster[kept, 1])),
    n_strata = length(unique(design$strata[kept, 1])),
    sum_of_weights = sum(weights(design, "sampling")),
    df = degf(design)
  )
}

# statistic: "mean" (a share for a factor), "total" or "ratio".
call_stat <- function(statistic, vars, design, ...) {
  if (statistic == "ratio") {
    svyratio(reformulate(vars[1]), reformulate(vars[2]), design, na.rm = TRUE, ...)
  } else {
    f <- if (statistic == "total") svytotal else svymean
    f(reformulate(vars), design, na.rm = TRUE, ...)
  }
}

complete_rows <- function(vars, design) {
  complete.cases(model.frame(design)[, vars, drop = FALSE]) &
    weights(design, "sampling") != 0
}

# What the estimates are called: levels of a factor, or the variables themselves.
stat_names <- function(statistic, vars, design) {
  x <- model.frame(design)[[vars[1]]]
  if (statistic == "ratio") list(numerator = vars[1], denominator = vars[2])
  else if (is.factor(x)) list(variable = vars, categories = arr(levels(x)))
  else list(variables = arr(vars))
}

flat_vcov <- function(x) if (inherits(x, "svyratio")) mat(x$var) else mat(vcov(x))
flat_coef <- function(x) as.vector(if (inherits(x, "svyratio")) x$ratio else coef(x))
flat_deff <- function(x) as.vector(if (inherits(x, "svyratio")) attr(x, "deff") else deff(x))

# One statistic for a whole design.
estimate <- function(statistic, vars, design) {
  plain <- call_stat(statistic, vars, design, deff = TRUE)
  repl <- call_stat(statistic, vars, design, deff = "replace")
  est <- flat_coef(plain)
  v <- flat_vcov(plain)
  se <- sqrt(diag(v))
  df <- degf(design)
  c(list(statistic = statistic), stat_names(statistic, vars, design),
    list(n = sum(complete_rows(vars, design)),
         estimate = arr(est), se = arr(se), vcov = v,
         deff = arr(flat_deff(plain)), deff_replace = arr(flat_deff(repl)),
         df = df, level = LEVEL),
    limits(est, se, df))
}

# Joint covariance of domain estimates, domain by domain, from stacked influence
# functions. Used for calibrated designs, where svyby with covmat = TRUE stops.
stacked_vcov <- function(statistic, vars, design, rows) {
  infl <- lapply(rows, function(r) {
    as.matrix(attr(call_stat(statistic, vars, design[r, ], influence = TRUE), "influence"))
  })
  mat(svyrecvar(do.call(cbind, infl), design$cluster, design$strata, design$fpc,
                postStrata = design$postStrata))
}

# svyby with covmat = TRUE also stops on missing values, so they are left out first.
svyby_vcov <- function(statistic, vars, design, by) {
  design <- design[complete_rows(vars, design), ]
  counted <- if (statistic == "ratio") vars[1] else vars
  args <- list(formula = reformulate(counted), by = reformulate(by), design = design,
               covmat = TRUE, na.rm = TRUE,
               FUN = switch(statistic, mean = svymean, total = svytotal, ratio = svyratio))
  if (statistic == "ratio") args$denominator <- reformulate(vars[2])
  v <- attr(do.call(svyby, args), "var")
  if (is.null(dim(v))) v <- as.matrix(v)
  mat(v)
}

# One statistic in every domain, with the covariance between domains.
by_domain <- function(statistic, vars, design, by) {
  frame <- model.frame(design)
  label <- do.call(interaction, frame[by])
  domains <- levels(droplevels(label))
  rows <- lapply(domains, function(d) label == d)
  subsets <- lapply(rows, function(r) design[r, ])
  plain <- lapply(subsets, function(s) call_stat(statistic, vars, s, deff = TRUE))
  repl <- lapply(subsets, function(s) call_stat(statistic, vars, s, deff = "replace"))
  est <- unlist(lapply(plain, flat_coef))
  nd <- length(domains)
  nc <- length(est) / nd
  if (is.null(design$postStrata) && !isTRUE(design$pps)) {
    # svyby answers category by category; turn it domain by domain.
    v <- svyby_vcov(statistic, vars, design, by)
    turn <- as.vector(t(matrix(seq_len(nd * nc), nd, nc)))
    v <- v[turn, turn, drop = FALSE]
  } else {
    v <- stacked_vcov(statistic, vars, design, rows)
  }
  own <- unlist(lapply(plain, function(p) diag(flat_vcov(p))))
  stopifnot(isTRUE(all.equal(diag(v), own, tolerance = 1e-9)))
  se <- sqrt(own)
  df <- degf(design)
  df_domain <- vapply(subsets, degf, 0)
  first <- vapply(rows, which.max, 0L)
  values <- lapply(frame[first, by, drop = FALSE], function(x) arr(as.character(x)))
  answered <- lapply(subsets, function(s) s[complete_rows(vars, s), ])
  df_answered <- vapply(answered, degf, 0)
  lim <- limits(est, se, df)
  lim_own <- limits(est, se, rep(ifelse(df_domain > 0, df_domain, NA), each = nc))
  c(list(statistic = statistic, by = arr(by)), stat_names(statistic, vars, design),
    list(domains = arr(domains), domain_values = as.list(values),
         order = "domain-major: all estimates of the first domain, then the second",
         n = arr(vapply(subsets, function(s) sum(complete_rows(vars, s)), 0)),
         estimate = arr(est), se = arr(se), vcov = v,
         deff = arr(unlist(lapply(plain, flat_deff))),
         deff_replace = arr(unlist(lapply(repl, flat_deff))),
         df = df, df_domain = arr(df_domain)),
    # Where answers are missing: PSUs minus strata that still have an answer.
    if (anyNA(frame[vars])) list(df_domain_answered = arr(df_answered)),
    list(level = LEVEL), lim, list(lower_domain_df = lim_own$lower, upper_domain_df = lim_own$upper))
}

# A weighted sum of domain estimates, from a record made by by_domain with one
# estimate per domain.
contrast <- function(record, weights) {
  w <- setNames(numeric(length(record$domains)), record$domains)
  w[names(weights)] <- weights
  stat <- structure(setNames(as.vector(record$estimate), record$domains),
                    var = structure(record$vcov, dimnames = rep(list(record$domains), 2)),
                    statistic = record$statistic, class = "svystat")
  d <- svycontrast(stat, w)
  c(list(weights = as.list(w), estimate = arr(coef(d)), se = arr(SE(d)),
         vcov = mat(vcov(d)), df = record$df, level = LEVEL),
    limits(as.vector(coef(d)), as.vector(SE(d)), record$df))
}

# Share of ones in a 0/1 column, with the limits of svyciprop.
proportion <- function(var, design, df_rule) {
  df <- degf(design)
  m <- svymean(reformulate(var), design, na.rm = TRUE)
  p <- as.vector(coef(m))
  v <- as.vector(vcov(m))
  rows <- complete_rows(var, design)
  run <- function(d, method) {
    ci <- as.vector(attr(svyciprop(reformulate(var), d, method = method, level = LEVEL,
                                   df = degf(d), na.rm = TRUE), "ci"))
    list(lower = ci[1], upper = ci[2])
  }
  methods <- c("logit", "xlogit", "beta", "mean")
  out <- list(variable = var, n = sum(rows), n_rows = nrow(design), n_ones =
                sum(model.frame(design)[[var]][rows]),
              df = df, df_rule = df_rule, level = LEVEL,
              estimate = p, se = sqrt(v), n_effective = p * (1 - p) / v,
              methods = setNames(lapply(methods, function(k) run(design, k)), methods))
  if (sum(rows) < nrow(design)) {
    # "beta" takes the sample size from all rows of the design, missing ones too.
    # The same on complete rows only:
    answered <- design[rows, ]
    out$df_complete_rows <- degf(answered)
    out$methods$beta_complete_rows <- run(answered, "beta")
  }
  out
}

# ---- Records of estimates made in other ways ----

# A variance that is zero in theory may come out below zero.
root <- function(v) sqrt(ifelse(is.na(v), NA, pmax(v, 0)))

# A record from estimates and their covariance.
record <- function(est, v, df, ...) {
  est <- as.vector(est)
  v <- mat(v)
  stopifnot(nrow(v) == length(est))
  se <- root(diag(v))
  c(list(...), list(estimate = arr(est), se = arr(se), vcov = v, df = df, level = LEVEL),
    limits(est, se, df))
}

# Evaluate under one rule for strata with one PSU.
under_lonely_rule <- function(rule, expr) {
  old <- options(survey.lonely.psu = rule)
  on.exit(options(old))
  force(expr)
}

# Labels and rows of the domains of a by-clause, for records made by hand.
domains_of <- function(frame, by) {
  label <- do.call(interaction, frame[by])
  names <- levels(droplevels(label))
  first <- match(names, label)
  list(names = names, label = label,
       rows = lapply(setNames(names, names), function(d) label == d),
       values = lapply(frame[first, by, drop = FALSE], function(x) arr(as.character(x))))
}

DOMAIN_ORDER <- "domain-major: all estimates of the first domain, then the second"

# ---- Replicate weights ----

# Estimates and one row of estimates per replicate.
rep_values <- function(statistic, vars, design) {
  got <- call_stat(statistic, vars, design, return.replicates = TRUE)
  est <- if (statistic == "ratio") as.vector(got$ratio) else as.vector(got$mean)
  reps <- matrix(as.vector(got$replicates), ncol = length(est))
  list(estimate = est, replicates = reps)
}

rep_vcov <- function(values, design) {
  mat(survey:::svrVar(values$replicates, design$scale, design$rscales, mse = design$mse,
                      coef = values$estimate))
}

rep_complete_rows <- function(vars, design) {
  complete.cases(design$variables[, vars, drop = FALSE])
}

rep_estimate <- function(statistic, vars, design, keep_replicates = FALSE) {
  values <- rep_values(statistic, vars, design)
  v <- rep_vcov(values, design)
  plain <- call_stat(statistic, vars, design)
  own <- if (statistic == "ratio") as.vector(plain$var) else diag(mat(vcov(plain)))
  stopifnot(isTRUE(all.equal(diag(v), own, tolerance = 1e-9)))
  c(list(statistic = statistic), rep_names(statistic, vars, design),
    list(n = sum(rep_complete_rows(vars, design))),
    record(values$estimate, v, degf(design)),
    if (keep_replicates) list(replicates = values$replicates))
}

rep_names <- function(statistic, vars, design) {
  x <- design$variables[[vars[1]]]
  if (statistic == "ratio") list(numerator = vars[1], denominator = vars[2])
  else if (is.factor(x)) list(variable = vars, categories = arr(levels(x)))
  else list(variables = arr(vars))
}

rep_by_domain <- function(statistic, vars, design, by, keep_replicates = FALSE) {
  found <- domains_of(design$variables, by)
  subsets <- lapply(found$rows, function(r) design[r & !is.na(r), ])
  each <- lapply(subsets, function(s) rep_values(statistic, vars, s))
  values <- list(estimate = unlist(lapply(each, `[[`, "estimate")),
                 replicates = do.call(cbind, lapply(each, `[[`, "replicates")))
  v <- rep_vcov(values, design)
  c(list(statistic = statistic, by = arr(by)), rep_names(statistic, vars, design),
    list(domains = arr(found$names), domain_values = found$values, order = DOMAIN_ORDER,
         n = arr(vapply(subsets, function(s) sum(rep_complete_rows(vars, s)), 0)),
         df_domain = arr(vapply(subsets, degf, 0))),
    record(values$estimate, v, degf(design)),
    if (keep_replicates) list(replicates = values$replicates))
}

rep_design_record <- function(design, how) {
  list(how = how, type = design$type, n = nrow(design$variables),
       n_replicates = ncol(weights(design, "replication")),
       sum_of_weights = sum(design$pweights),
       scale = drop(design$scale), rscales = arr(design$rscales),
       mse = isTRUE(design$mse), combined_weights = design$combined.weights, df = degf(design))
}

# ---- Linearisation by explicit algebra ----

# The estimate is a function of the last weights w = d * F(x'lambda), with lambda set by the
# totals. A small change of the base weight d_k moves the estimate by F_k * (z_k - x_k'B),
# z_k the change of the estimate with w_k, and B the regression of z on x with weights
# d * F'(x'lambda): F' is 1 for linear, F for raking, and (F - L)(U - F) / ((1 - L)(U - 1))
# for logit between L and U.
slope <- function(g, calfun, bounds) {
  switch(calfun, linear = rep(1, length(g)), raking = g,
         logit = (g - bounds[1]) * (bounds[2] - g) / ((1 - bounds[1]) * (bounds[2] - 1)),
         truncated = as.numeric(g > bounds[1] + 1e-9 & g < bounds[2] - 1e-9))
}
regression_residual <- function(z, x, metric) {
  z <- as.matrix(z)
  z - x %*% solve(crossprod(x * metric, x), crossprod(x * metric, z))
}
# `steps`: for each step its matrix x, weights before it and after it, calfun and bounds.
# The last step is undone first.
weighted_influence <- function(z, steps) {
  for (step in rev(steps)) {
    g <- step$after / step$before
    z <- g * regression_residual(z, step$x, step$before * slope(g, step$calfun, step$bounds))
  }
  z * steps[[1]]$before
}
covariance <- function(u, design) {
  mat(svyrecvar(u, design$cluster, design$strata, design$fpc))
}

# z for totals, means and ratios of the answered rows inside a domain.
change_with_weight <- function(statistic, vars, design, inside) {
  frame <- model.frame(design)
  inside <- inside * complete.cases(frame[vars])
  w <- weights(design, "sampling") * inside
  column <- function(name) {
    x <- frame[[name]]
    x <- if (is.factor(x)) 0 + outer(as.character(x), levels(x), "==") else as.matrix(x)
    replace(x, is.na(x), 0)
  }
  if (statistic == "ratio") {
    a <- column(vars[1])
    b <- column(vars[2])
    return(inside * (a - b * sum(w * a) / sum(w * b)) / sum(w * b))
  }
  y <- do.call(cbind, lapply(vars, column))
  if (statistic == "total") return(y * inside)
  inside * sweep(y, 2, colSums(w * y) / sum(w)) / sum(w)
}

columns <- function(data, names) {
  lapply(setNames(names, names), function(k) {
    x <- data[[k]]
    arr(if (is.factor(x)) as.character(x) else x)
  })
}

# Rscript gives the path of the script; the JSON goes next to it.
here <- function() {
  file <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
  if (length(file) == 1) dirname(file) else "."
}

# `inputs_from` names data sets held by another file of this folder.
save_golden <- function(topic, inputs, outputs, inputs_from = NULL) {
  versions <- list(R = paste(R.version$major, R.version$minor, sep = "."),
                   survey = as.character(packageVersion("survey")))
  parts <- c(list(inputs = inputs), if (!is.null(inputs_from)) list(inputs_from = inputs_from),
             list(outputs = outputs, versions = versions))
  text <- toJSON(parts,
                 digits = NA, auto_unbox = TRUE, na = "null", null = "null",
                 matrix = "rowmajor", pretty = TRUE)
  writeLines(text, file.path(here(), paste0(topic, ".json")), useBytes = TRUE)
}
