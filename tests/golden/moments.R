# Variances, contrasts of means and ratios, correlation, reliability, standardised means.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)

# Four made-up items from 1 to 5 that lean on one another, beside the rows of apistrat.
set.seed(19510301)
lean <- rnorm(nrow(apistrat)) + as.vector(scale(apistrat$api00))
for (k in 1:4) {
  apistrat[[paste0("item", k)]] <- pmin(5,
                                        pmax(1,
                                             round(3 + 0.6 * lean + 0.9 * rnorm(nrow(apistrat)))))
}
apistrat$item4_missing <- replace(apistrat$item4, seq(9, 200, by = 23), NA)
schools2 <- apiclus2
schools2$fpc2 <- as.vector(schools2$fpc2)

# ---- Variances ----

variance_record <- function(vars, design) {
  s <- svyvar(reformulate(vars), design, na.rm = TRUE)
  est <- as.vector(s)
  c(list(variables = arr(vars), n = sum(complete_rows(vars, design)),
         n_rows = sum(weights(design, "sampling") != 0),
         order = "the matrix of variances and covariances, column by column"),
    record(est, attr(s, "var"), degf(design)))
}

# The same with the sample size of complete rows, which the package takes from all rows.
complete_design <- function(vars, design) design[complete_rows(vars, design), ]

variance_by <- function(var, design, by) {
  found <- domains_of(model.frame(design), by)
  each <- lapply(found$rows, function(r) svyvar(reformulate(var), design[r, ], na.rm = TRUE))
  list(variables = arr(var), by = arr(by), domains = arr(found$names), domain_values = found$values,
       estimate = arr(vapply(each, function(e) as.vector(coef(e)), 0)),
       se = arr(vapply(each, function(e) as.vector(SE(e)), 0)), df = degf(design))
}

# Any function of the entries of a covariance matrix, with its error by the delta method.
# `gradient` is in the order of the matrix, column by column.
delta_record <- function(value, gradient, v, df, ...) {
  record(value, matrix(gradient, 1) %*% v %*% matrix(gradient), df, ...)
}

# Named so that no name is that of a function R needs for the derivative, such as `c`.
ENTRIES <- c("s11", "s21", "s12", "s22")

correlation_record <- function(vars, design) {
  s <- svyvar(reformulate(vars), design, na.rm = TRUE)
  m <- matrix(as.vector(s), 2)
  r <- m[1, 2] / sqrt(m[1, 1] * m[2, 2])
  gradient <- c(-r / (2 * m[1, 1]), 1 / (2 * sqrt(m[1, 1] * m[2, 2])),
                1 / (2 * sqrt(m[1, 1] * m[2, 2])), -r / (2 * m[2, 2]))
  out <- delta_record(r, gradient, attr(s, "var"), degf(design), variables = arr(vars))
  # The same through svycontrast, with the entries named.
  named <- structure(setNames(as.vector(s), ENTRIES),
                     var = structure(attr(s, "var"), dimnames = rep(list(ENTRIES), 2)),
                     statistic = "variance", class = "svystat")
  beside <- svycontrast(named, quote(s21 / sqrt(s11 * s22)))
  stopifnot(isTRUE(all.equal(as.vector(coef(beside)), r)),
            isTRUE(all.equal(as.vector(SE(beside)), as.vector(out$se), tolerance = 1e-10)))
  # Fisher's z, whose error is that of r over 1 - r^2.
  z <- atanh(r)
  se <- as.vector(out$se) / (1 - r^2)
  q <- qt(0.975, degf(design))
  c(out, list(fisher = list(estimate = z, se = se, lower = tanh(z - q * se),
                            upper = tanh(z + q * se))))
}

sd_record <- function(var, design) {
  s <- svyvar(reformulate(var), design, na.rm = TRUE)
  value <- sqrt(as.vector(s))
  delta_record(value, 1 / (2 * value), attr(s, "var"), degf(design), variables = arr(var))
}

alpha_record <- function(vars, design) {
  k <- length(vars)
  s <- svyvar(reformulate(vars), design, na.rm = TRUE)
  m <- matrix(as.vector(s), k)
  total <- sum(m)
  value <- k / (k - 1) * (1 - sum(diag(m)) / total)
  gradient <- k / (k - 1) * (sum(diag(m)) / total^2 - diag(k) / total)
  package <- as.vector(svycralpha(reformulate(vars), design, na.rm = TRUE))
  stopifnot(isTRUE(all.equal(package, value, tolerance = 1e-10)))
  standardised <- cov2cor(m)
  mean_r <- mean(standardised[upper.tri(standardised)])
  delta_record(value, as.vector(gradient), attr(s, "var"), degf(design), items = arr(vars),
               n = sum(complete_rows(vars, design)), covariance = m,
               standardised_alpha = k * mean_r / (1 + (k - 1) * mean_r))
}

# ---- Contrasts ----

contrast_record <- function(s, contrast, df, said) {
  d <- svycontrast(s, contrast)
  c(list(contrast = said), record(coef(d), vcov(d), df))
}

contrasts <- function(design) {
  df <- degf(design)
  two <- svytotal(~api.stu + enroll, design, na.rm = TRUE)
  means <- svymean(~api00 + api99, design)
  by_type <- by_domain("mean", "api00", design, "stype")
  type_stat <- structure(setNames(as.vector(by_type$estimate), c("E", "H", "M")),
                         var = structure(by_type$vcov, dimnames = rep(list(c("E", "H", "M")), 2)),
                         statistic = "mean", class = "svystat")
  shares <- by_domain("mean", "sch.wide", design, "stype")
  keep <- seq(2, 6, by = 2)
  share_stat <- structure(setNames(as.vector(shares$estimate)[keep], c("E", "H", "M")),
                          var = structure(shares$vcov[keep, keep],
                                          dimnames = rep(list(c("E", "H", "M")), 2)),
                          statistic = "mean", class = "svystat")
  ratios <- by_domain("ratio", c("api.stu", "enroll"), design, "stype")
  ratio_stat <- structure(setNames(as.vector(ratios$estimate), c("E", "H", "M")),
                          var = structure(ratios$vcov, dimnames = rep(list(c("E", "H", "M")), 2)),
                          statistic = "ratio", class = "svystat")
  list(
    difference_of_means = contrast_record(means, c(api00 = 1, api99 = -1), df, "api00 - api99"),
    several = contrast_record(means, list(growth = c(api00 = 1, api99 = -1),
                                          midpoint = c(api00 = 0.5, api99 = 0.5)), df,
                              "api00 - api99; (api00 + api99) / 2"),
    log_ratio = contrast_record(two, quote(log(api.stu / enroll)), df, "log(api.stu / enroll)"),
    ratio = contrast_record(two, quote(api.stu / enroll), df, "api.stu / enroll"),
    ratio_of_means = contrast_record(means, quote(api00 / api99), df, "api00 / api99"),
    geometric = contrast_record(means, quote(sqrt(api00 * api99)), df, "sqrt(api00 * api99)"),
    mean_E_minus_H = contrast_record(type_stat, c(E = 1, H = -1, M = 0), df, "E - H"),
    mean_differences = contrast_record(type_stat, list(a = c(E = 1, H = -1, M = 0),
                                                       b = c(E = 0, H = 1, M = -1)),
                                       df, "E - H; H - M"),
    share_difference = contrast_record(share_stat, c(E = 1, H = -1, M = 0), df, "E - H"),
    odds_ratio = contrast_record(share_stat, quote((E / (1 - E)) / (H / (1 - H))), df,
                                 "(E / (1 - E)) / (H / (1 - H))"),
    log_odds_ratio = contrast_record(share_stat, quote(log((E / (1 - E)) / (H / (1 - H)))), df,
                                     "log((E / (1 - E)) / (H / (1 - H)))"),
    risk_ratio = contrast_record(share_stat, quote(E / H), df, "E / H"),
    log_risk_ratio = contrast_record(share_stat, quote(log(E / H)), df, "log(E / H)"),
    ratio_difference = contrast_record(ratio_stat, c(E = 1, H = -1, M = 0), df, "E - H"))
}

api_answers <- function(design, how) {
  missing <- anyNA(model.frame(design)$enroll)
  both <- c("api00", "enroll")
  c(list(
    design = design_record(design, how),
    variance_api00 = variance_record("api00", design),
    variance_enroll = variance_record("enroll", design),
    variance_api00_enroll = variance_record(both, design),
    variance_three = variance_record(c("api00", "api99", "meals"), design),
    variance_api00_by_stype = variance_by("api00", design, "stype"),
    sd_api00 = sd_record("api00", design),
    correlation_api00_meals = correlation_record(c("api00", "meals"), design),
    correlation_api00_enroll = correlation_record(both, design)),
    if (missing) list(
      variance_enroll_complete = variance_record("enroll", complete_design("enroll", design)),
      variance_api00_enroll_complete = variance_record(both, complete_design(both, design))),
    list(contrasts = contrasts(design)))
}

kappa_record <- function(f, design) {
  k <- svykappa(f, design)
  record(coef(k), vcov(k), degf(design), formula = deparse(f))
}

# ---- Standardised means ----

standard <- c(55901, 77670, 72816, 45364)
health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)
standardised_by <- function(over) {
  design <- svystandardize(health, by = ~agecat, over = reformulate(over), population = standard,
                           excluding.missing = ~HI_CHOL)
  found <- domains_of(model.frame(design), over)
  each <- lapply(found$rows, function(r) svymean(~HI_CHOL, design[r, ]))
  v <- stacked_vcov("mean", "HI_CHOL", design, found$rows)
  est <- vapply(each, function(e) as.vector(coef(e)), 0)
  stopifnot(isTRUE(all.equal(diag(v), vapply(each, function(e) as.vector(vcov(e)), 0),
                             tolerance = 1e-9,
                             check.attributes = FALSE)))
  # The same without new weights: the share of each domain and age, weighted by the standard.
  answered <- health[!is.na(nhanes$HI_CHOL), ]
  cells <- by_domain("mean", "HI_CHOL", answered, c("agecat", over))
  share <- standard / sum(standard)
  a <- sapply(found$names, function(d) {
    over_label <- do.call(interaction,
                          lapply(over, function(o) as.vector(cells$domain_values[[o]])))
    (as.character(over_label) == d) * share[match(as.vector(cells$domain_values$agecat),
                                                  levels(nhanes$agecat))]
  })
  stopifnot(isTRUE(all.equal(as.vector(t(a) %*% as.vector(cells$estimate)), unname(est),
                             tolerance = 1e-10)),
            isTRUE(all.equal(unname(t(a) %*% cells$vcov %*% a), v, tolerance = 1e-8)))
  c(list(by = arr(over), domains = arr(found$names), domain_values = found$values,
         order = DOMAIN_ORDER,
         n = arr(vapply(found$rows, sum, 0))),
    record(est, v, degf(design)),
    list(df_of_domains = arr(vapply(found$rows, function(r) degf(answered[r, ]), 0))))
}

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools2)
items <- paste0("item", 1:4)
apistrat_f <- transform(apistrat, rate1 = factor(item1, levels = 1:5),
                        rate2 = factor(item2, levels = 1:5))
strat_f <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat_f)

used <- c("stype", "sch.wide", "comp.imp", "api00", "api99", "meals", "enroll", "api.stu", "pw")
save_golden("moments",
  inputs = list(
    apistrat = columns(apistrat, c(used, "fpc", items, "item4_missing")),
    apiclus1 = columns(apiclus1, c("dnum", used, "fpc")),
    apiclus2 = columns(schools2, c("dnum", "snum", used, "fpc1", "fpc2"))),
  inputs_from = list(nhanes = "nhanes.json"),
  outputs = list(
    definitions = list(
      variance = "weighted mean of squares about the weighted mean, times n / (n - 1)",
      n = paste("the package takes n from all rows of the design (n_rows), missing ones too;",
                "*_complete has complete rows only"),
      standardised = paste("standard weights of ages:", paste(standard, collapse = ", "),
                           "over their sum; domains keep their answered rows"),
      alpha = paste("k / (k - 1) * (1 - sum of variances / variance of the sum); error by the delta",
                    "method, which the package does not give")),
    strat = c(api_answers(strat,
                          "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"),
              list(alpha = alpha_record(items, strat),
                   alpha_two = alpha_record(items[1:2], strat),
                   alpha_missing = alpha_record(c(items[1:3], "item4_missing"), strat),
                   kappa_comp.imp_sch.wide = kappa_record(~comp.imp + sch.wide, strat),
                   kappa_items = kappa_record(~rate1 + rate2, strat_f))),
    clus = c(api_answers(clus, "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"),
             list(kappa_comp.imp_sch.wide = kappa_record(~comp.imp + sch.wide, clus))),
    clus2 = api_answers(clus2,
                        "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2)"),
    nhanes = list(
      design = design_record(health,
                             paste("svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR,",
                                           "nest = TRUE, data = nhanes)")),
      population = arr(standard),
      standardised_HI_CHOL_by_race = standardised_by("race"),
      standardised_HI_CHOL_by_RIAGENDR = standardised_by("RIAGENDR"),
      standardised_HI_CHOL_by_race_RIAGENDR = standardised_by(c("race", "RIAGENDR")))))
