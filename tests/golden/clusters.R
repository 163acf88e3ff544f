# School districts sampled whole; strata with one district; calibrated weights.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
schools <- apiclus1

# Made-up strata of the 15 districts, to have strata with a single district.
district <- match(schools$dnum, sort(unique(schools$dnum)))
schools$stratum_one <- c("A", "B", "C")[1 + (district > 7) + (district > 14)]
schools$stratum_two <- c("A", "B", "C", "D")[1 + (district > 7) + (district > 13) + (district > 14)]
# Made-up numbers of districts in each stratum. fpc_certain has 1 where one was drawn.
schools$fpc_one <- c(A = 300, B = 400, C = 57)[schools$stratum_one]
schools$fpc_one_certain <- c(A = 300, B = 456, C = 1)[schools$stratum_one]
schools$fpc_two <- c(A = 300, B = 400, C = 37, D = 20)[schools$stratum_two]

used <- c("dnum", "stype", "sch.wide", "api00", "enroll", "api.stu", "pw", "fpc",
          "stratum_one", "fpc_one", "fpc_one_certain", "stratum_two", "fpc_two")

shared <- function(design, how) {
  mean_by_stype <- by_domain("mean", "api00", design, "stype")
  list(
    design = design_record(design, how),
    total_enroll = estimate("total", "enroll", design),
    total_api.stu = estimate("total", "api.stu", design),
    mean_api00 = estimate("mean", "api00", design),
    mean_enroll = estimate("mean", "enroll", design),
    share_sch.wide = estimate("mean", "sch.wide", design),
    ratio_api.stu_enroll = estimate("ratio", c("api.stu", "enroll"), design),
    mean_api00_by_stype = mean_by_stype,
    mean_api00_E_minus_H = contrast(mean_by_stype, c(E = 1, H = -1)),
    mean_api00_by_sch.wide = by_domain("mean", "api00", design, "sch.wide"),
    total_enroll_by_stype = by_domain("total", "enroll", design, "stype"),
    total_enroll_by_sch.wide = by_domain("total", "enroll", design, "sch.wide"),
    share_sch.wide_by_stype = by_domain("mean", "sch.wide", design, "stype"),
    ratio_api.stu_enroll_by_stype =
      by_domain("ratio", c("api.stu", "enroll"), design, "stype"),
    ratio_api.stu_enroll_by_sch.wide =
      by_domain("ratio", c("api.stu", "enroll"), design, "sch.wide")
  )
}

with_shares <- function(design, how) {
  c(shared(design, how), list(
    mean_api00_enroll = estimate("mean", c("api00", "enroll"), design),
    share_stype = estimate("mean", "stype", design),
    share_stype_by_sch.wide = by_domain("mean", "stype", design, "sch.wide"),
    mean_api00_by_stype_sch.wide = by_domain("mean", "api00", design, c("stype", "sch.wide"))
  ))
}

# Estimate, SE and vcov under one rule for strata with one PSU.
lonely_stat <- function(f, variable, design) {
  s <- f(reformulate(variable), design)
  list(estimate = arr(coef(s)), se = arr(SE(s)), vcov = mat(vcov(s)), df = degf(design))
}

lonely <- function(design, how) {
  rules <- c("remove", "certainty", "adjust", "average")
  by_rule <- lapply(setNames(rules, rules), function(rule) {
    old <- options(survey.lonely.psu = rule)
    on.exit(options(old))
    elementary <- subset(design, stype == "E")
    list(total_enroll = lonely_stat(svytotal, "enroll", design),
         mean_api00 = lonely_stat(svymean, "api00", design),
         mean_enroll = lonely_stat(svymean, "enroll", design),
         total_enroll_in_E = lonely_stat(svytotal, "enroll", elementary),
         mean_api00_in_E = lonely_stat(svymean, "api00", elementary))
  })
  refused <- tryCatch({ svymean(~api00, design); NULL }, error = conditionMessage)
  c(list(design = design_record(design, how)), by_rule, list(fail_message = refused))
}

dclus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = schools)
population <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)

# The tolerance is tightened so that raking runs until its weights are settled.
calibrated <- function(calfun) {
  design <- calibrate(dclus1, ~stype, population, calfun = calfun, epsilon = 1e-12, maxit = 200)
  c(shared(design, paste0("calibrate(dclus1, ~stype, population, calfun = \"", calfun,
                          "\", epsilon = 1e-12, maxit = 200)")),
    list(population = as.list(population), weights = arr(weights(design))))
}

# Two controls at once, one of them a number, so that linear and raking differ.
population_two <- c(population, api99 = 3914069)
schools_two <- columns(schools, "api99")
calibrated_two <- function(calfun) {
  design <- calibrate(dclus1, ~stype + api99, population_two, calfun = calfun,
                      epsilon = 1e-12, maxit = 200)
  c(shared(design, paste0("calibrate(dclus1, ~stype + api99, population, calfun = \"",
                          calfun, "\", epsilon = 1e-12, maxit = 200)")),
    list(population = as.list(population_two), weights = arr(weights(design))))
}

save_golden("clusters",
  inputs = list(apiclus1 = c(columns(schools, used), schools_two)),
  outputs = list(
    clus_fpc = with_shares(dclus1,
      "dclus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"),
    clus_no_fpc = with_shares(svydesign(id = ~dnum, weights = ~pw, data = schools),
      "svydesign(id = ~dnum, weights = ~pw, data = apiclus1)"),
    lonely_one = lonely(
      svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw, data = schools),
      "svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw, data = apiclus1)"),
    lonely_one_fpc = lonely(
      svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw, fpc = ~fpc_one, data = schools),
      "svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw, fpc = ~fpc_one, data = apiclus1)"),
    lonely_one_fpc_certain = lonely(
      svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw, fpc = ~fpc_one_certain,
                data = schools),
      paste("svydesign(id = ~dnum, strata = ~stratum_one, weights = ~pw,",
            "fpc = ~fpc_one_certain, data = apiclus1)")),
    lonely_two = lonely(
      svydesign(id = ~dnum, strata = ~stratum_two, weights = ~pw, data = schools),
      "svydesign(id = ~dnum, strata = ~stratum_two, weights = ~pw, data = apiclus1)"),
    lonely_two_fpc = lonely(
      svydesign(id = ~dnum, strata = ~stratum_two, weights = ~pw, fpc = ~fpc_two, data = schools),
      "svydesign(id = ~dnum, strata = ~stratum_two, weights = ~pw, fpc = ~fpc_two, data = apiclus1)"),
    calibrated_linear = calibrated("linear"),
    calibrated_raking = calibrated("raking"),
    calibrated_two_linear = calibrated_two("linear"),
    calibrated_two_raking = calibrated_two("raking")
  ))
