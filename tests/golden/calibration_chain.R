# Calibration once and twice: what the package's variance leaves out, and the right one.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
schools2 <- apiclus2[!is.na(apiclus2$enroll), ]
schools2$fpc2 <- as.vector(schools2$fpc2)
TIGHT <- 1e-13

n_types <- c(E = 4421, H = 755, M = 1018)
n_wide <- c(No = 1072, Yes = 5122)
n_comp <- c(No = 1712, Yes = 4482)
stopifnot(identical(as.vector(table(apipop$stype)), as.integer(n_types)),
          identical(as.vector(table(apipop$sch.wide)), as.integer(n_wide)),
          identical(as.vector(table(apipop$comp.imp)), as.integer(n_comp)))
to_types <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
to_wide <- c(`(Intercept)` = 6194, sch.wideYes = 5122)
to_both <- c(to_types, sch.wideYes = 5122)
to_greg <- c(to_types, api99 = 3914069)
to_margins <- c(`(Intercept)` = 6194, sch.wideYes = 5122, comp.impYes = 4482)
table_of <- function(name, n) setNames(data.frame(names(n), as.vector(n)), c(name, "Freq"))

# ---- Linearisation by explicit algebra, with the functions of common.R ----

exact <- function(statistic, vars, design, base, steps) {
  z <- change_with_weight(statistic, vars, design, rep(1, nrow(model.frame(design))))
  r <- estimate(statistic, vars, design)
  c(list(statistic = statistic), stat_names(statistic, vars, design),
    record(r$estimate, covariance(weighted_influence(z, steps), base), degf(base)))
}
exact_by <- function(statistic, vars, design, base, steps, by) {
  found <- domains_of(model.frame(design), by)
  z <- do.call(cbind, lapply(found$rows, function(r)
    change_with_weight(statistic, vars, design, as.numeric(r))))
  r <- by_domain(statistic, vars, design, by)
  c(list(statistic = statistic, by = arr(by)), stat_names(statistic, vars, design),
    list(domains = arr(found$names), domain_values = found$values, order = DOMAIN_ORDER),
    record(r$estimate, covariance(weighted_influence(z, steps), base), degf(base)))
}
exact_records <- function(design, base, steps) {
  list(
    total_enroll = exact("total", "enroll", design, base, steps),
    mean_api00 = exact("mean", "api00", design, base, steps),
    share_awards = exact("mean", "awards", design, base, steps),
    ratio_api.stu_enroll = exact("ratio", c("api.stu", "enroll"), design, base, steps),
    mean_api00_by_stype = exact_by("mean", "api00", design, base, steps, "stype"),
    total_enroll_by_awards = exact_by("total", "enroll", design, base, steps, "awards"),
    share_awards_by_stype = exact_by("mean", "awards", design, base, steps, "stype"))
}

# What the package answers.
package_records <- function(design) {
  list(
    total_enroll = estimate("total", "enroll", design),
    mean_api00 = estimate("mean", "api00", design),
    mean_api00_enroll = estimate("mean", c("api00", "enroll"), design),
    share_awards = estimate("mean", "awards", design),
    ratio_api.stu_enroll = estimate("ratio", c("api.stu", "enroll"), design),
    mean_api00_by_stype = by_domain("mean", "api00", design, "stype"),
    mean_api00_by_awards = by_domain("mean", "api00", design, "awards"),
    total_enroll_by_stype = by_domain("total", "enroll", design, "stype"),
    total_enroll_by_awards = by_domain("total", "enroll", design, "awards"),
    share_awards_by_stype = by_domain("mean", "awards", design, "stype"),
    ratio_api.stu_enroll_by_awards = by_domain("ratio", c("api.stu", "enroll"), design, "awards"))
}

step <- function(formula, before, after, calfun = "linear", bounds = NULL) {
  list(x = model.matrix(formula, model.frame(before)), before = weights(before),
       after = weights(after), calfun = calfun, bounds = bounds)
}

# The change of a total with every base weight, by differences of recomputed calibrations.
by_differences <- function(recalibrate, base, y) {
  d <- weights(base)
  value <- function(w) {
    moved <- base
    moved$prob <- 1 / w
    sum(weights(recalibrate(moved)) * y)
  }
  vapply(seq_along(d), function(k) {
    h <- d[k] * 1e-4
    up <- down <- d
    up[k] <- d[k] + h
    down[k] <- d[k] - h
    (value(up) - value(down)) / (2 * h)
  }, 0)
}

jackknife_total <- function(base, recalibrate) {
  reps <- as.svrepdesign(base, type = "JK1", mse = TRUE)
  total <- svytotal(~enroll, recalibrate(reps))
  list(estimate = as.vector(coef(total)), se = as.vector(SE(total)))
}

# ---- Two linear steps ----

to_the_two <- function(design) calibrate(calibrate(design, ~stype, to_types), ~sch.wide, to_wide)

chain <- function(base, how) {
  first <- calibrate(base, ~stype, to_types)
  second <- calibrate(first, ~sch.wide, to_wide)
  steps <- list(step(~stype, base, first), step(~sch.wide, first, second))
  y <- base$variables$enroll
  u <- weighted_influence(y, steps)
  # The package, by the same algebra: the first step is undone first, with z carrying the
  # weights of the second.
  as_package <- weights(second) * y
  for (s in steps) {
    g <- s$after / s$before
    as_package <- s$after * regression_residual(as_package / s$after, s$x, s$before)
  }
  package <- svytotal(~enroll, second)
  stopifnot(isTRUE(all.equal(sqrt(as.vector(covariance(as_package, base))),
                             as.vector(SE(package)), tolerance = 1e-10)))
  # Turned round, the list of steps of the package gives the algebra above.
  turned <- second
  turned$postStrata <- rev(turned$postStrata)
  stopifnot(isTRUE(all.equal(as.vector(SE(svytotal(~enroll, turned))),
                             sqrt(as.vector(covariance(u, base))), tolerance = 1e-10)))
  moved <- by_differences(to_the_two, base, y)
  stopifnot(isTRUE(all.equal(unname(moved * weights(base)), as.vector(u), tolerance = 1e-6)))
  list(
    design = design_record(base, how),
    steps = list(list(formula = "~stype", population = as.list(to_types)),
                 list(formula = "~sch.wide", population = as.list(to_wide))),
    weights_base = arr(weights(base)), weights_after_stype = arr(weights(first)),
    weights_after_sch.wide = arr(weights(second)),
    totals_after_sch.wide = as.list(coef(svytotal(~stype + sch.wide, second))),
    total_enroll = list(
      estimate = as.vector(coef(package)),
      se_of_package = as.vector(SE(package)),
      se_right = sqrt(as.vector(covariance(u, base))),
      se_by_differences = sqrt(as.vector(covariance(moved * weights(base), base))),
      se_jackknife = jackknife_total(base, to_the_two)$se,
      se_after_stype_only = as.vector(SE(svytotal(~enroll, first))),
      influence_of_package = arr(as_package), influence_right = arr(u)),
    package = package_records(second),
    right = package_records(turned))
}

# Post-strata, then a regression on a number.
chain_post <- function(base, how) {
  first <- postStratify(base, ~stype, table_of("stype", n_types))
  second <- calibrate(first, ~api99, c(`(Intercept)` = 6194, api99 = 3914069))
  steps <- list(step(~stype, base, first), step(~api99, first, second))
  turned <- second
  turned$postStrata <- rev(turned$postStrata)
  right <- exact_records(second, base, steps)
  stopifnot(isTRUE(all.equal(right$total_enroll$se,
                             arr(as.vector(SE(svytotal(~enroll, turned)))), tolerance = 1e-9,
                             check.attributes = FALSE)))
  list(design = design_record(base, how),
       steps = list(list(post_strata = "~stype", population = as.list(n_types)),
                    list(formula = "~api99", population = list(`(Intercept)` = 6194,
                                                               api99 = 3914069))),
       weights_base = arr(weights(base)), weights_after_stype = arr(weights(first)),
       weights_after_api99 = arr(weights(second)),
       package = package_records(second), right = package_records(turned))
}

# ---- One step ----

once <- function(base, formula, population, how, calfun, bounds = NULL) {
  args <- list(base, formula, population, epsilon = TIGHT, maxit = 500)
  args$calfun <- if (calfun == "truncated") "linear" else calfun
  if (!is.null(bounds)) args$bounds <- bounds
  design <- do.call(calibrate, args)
  design$call <- NULL
  steps <- list(step(formula, base, design, calfun, bounds))
  answers <- list(
    design = design_record(design, how), calfun = calfun, formula = deparse(formula),
    bounds = bounds, population = as.list(population), weights = arr(weights(design)),
    package = package_records(design),
    derivative = exact_records(design, base, steps))
  # Enough to see that the algebra is the derivative of the calibrated total.
  if (calfun != "truncated") {
    y <- base$variables$enroll
    moved <- by_differences(function(b) {
      args[[1]] <- b
      do.call(calibrate, args)
    }, base, y)
    stopifnot(isTRUE(all.equal(unname(moved * weights(base)),
                               as.vector(weighted_influence(y, steps)),
                               tolerance = 1e-5)))
  }
  answers
}

post <- function(base, how) {
  design <- postStratify(base, ~stype, table_of("stype", n_types))
  list(design = design_record(design, how), population = as.list(n_types),
       weights = arr(weights(design)), package = package_records(design),
       derivative = exact_records(design, base, list(step(~stype, base, design))))
}

# rake() turns margins into post-strata over and over; its variance averages residuals
# without weights. calibrate(calfun = "raking") reaches the same weights.
raked <- function(base, margins, population, how) {
  formulas <- lapply(names(margins), function(m) reformulate(m))
  design <- rake(base, formulas, Map(table_of, names(margins), margins),
                 control = list(maxit = 1000, epsilon = 1e-13))
  joint <- reformulate(names(margins))
  beside <- calibrate(base, joint, population, calfun = "raking", epsilon = TIGHT, maxit = 500)
  stopifnot(max(abs(weights(design) / weights(beside) - 1)) < 1e-9)
  # The weights of the two agree to about 1e-12; those of calibrate are the settled ones.
  list(design = design_record(design, how), margins = lapply(margins, as.list),
       weights = arr(weights(beside)), weights_of_rake = arr(weights(design)),
       package_rake = package_records(design), package_calibrate = package_records(beside),
       derivative = exact_records(beside, base, list(step(joint, base, beside, "raking"))))
}

clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus_no_fpc <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools2)
clus_said <- "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"
strat_said <- "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"
LOGIT <- c(0.6, 1.6)
NARROW <- c(0.7, 1.6)

answers <- list(
  definitions = list(
    influence = "each weight times the change of the estimate with it; its design variance is the variance",
    package = "records as svytotal, svymean, svyratio give them, domains from their influence functions",
    right = paste("records from the derivative of the calibrated estimate with the base weights:",
                  "the last step is undone first, with metric before * F'(x'lambda)"),
    derivative = paste("the same for one step. The package takes F' as 1 in the metric: equal for",
                       "linear calibration, and as good in large samples for the others"),
    se_right = "explicit algebra of `right`",
    se_by_differences = "central differences of recomputed calibrations with every base weight",
    se_jackknife = "as.svrepdesign(type = \"JK1\", mse = TRUE), calibrated twice in every replicate"),
  chain_no_fpc = chain(clus_no_fpc, "svydesign(id = ~dnum, weights = ~pw, data = apiclus1)"),
  chain_fpc = chain(clus, clus_said),
  chain_post_greg = chain_post(clus, clus_said),
  clus_poststratified = post(clus, clus_said),
  clus_greg = once(clus, ~stype + api99, to_greg, clus_said, "linear"),
  clus_raking = once(clus, ~stype + sch.wide, to_both, clus_said, "raking"),
  clus_raking_number = once(clus, ~stype + api99, to_greg, clus_said, "raking"),
  clus_logit = once(clus, ~stype + api99, to_greg, clus_said, "logit", LOGIT),
  clus_linear_bounded = once(clus, ~stype + api99, to_greg, clus_said, "truncated", NARROW),
  clus_rake = raked(clus, list(stype = n_types, sch.wide = n_wide), to_both, clus_said),
  strat_poststratified = {
    design <- postStratify(strat, ~sch.wide, table_of("sch.wide", n_wide))
    list(design = design_record(design, strat_said), population = as.list(n_wide),
         weights = arr(weights(design)), package = package_records(design),
         derivative = exact_records(design, strat, list(step(~sch.wide, strat, design))))
  },
  strat_greg = once(strat, ~sch.wide + api99, c(to_wide, api99 = 3914069), strat_said, "linear"),
  strat_raking = once(strat, ~sch.wide + comp.imp, to_margins, strat_said, "raking"),
  strat_logit = once(strat, ~sch.wide + comp.imp, to_margins, strat_said, "logit", LOGIT),
  strat_rake = raked(strat, list(sch.wide = n_wide, comp.imp = n_comp), to_margins, strat_said),
  two_stage_greg = once(clus2, ~stype + api99, to_greg, paste(
    "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2_answered)"),
    "linear"),
  two_stage_raking = once(clus2, ~stype + sch.wide, to_both, paste(
    "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2_answered)"),
    "raking"))

used <- c("stype", "sch.wide", "comp.imp", "awards", "api99", "api00", "enroll", "api.stu", "pw")
save_golden("calibration_chain",
  inputs = list(apiclus1 = columns(apiclus1, c("dnum", used, "fpc")),
                apistrat = columns(apistrat, c(used, "fpc")),
                apiclus2_answered = columns(schools2, c("dnum", "snum", used, "fpc1", "fpc2"))),
  outputs = answers)
