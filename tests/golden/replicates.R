# Replicate weights made from designs: jackknife, balanced half-samples, bootstrap.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)
nhanes$hi_chol <- factor(nhanes$HI_CHOL, levels = c(0, 1))
nhanes$one <- 1
SEED <- 20040831

# The factors of a design, one row per unit of the first stage (or per row), and for each
# row of data the row of factors that it takes, counted from 1.
factors_of <- function(design) {
  w <- design$repweights
  if (inherits(w, "repweights_compressed")) {
    list(factors = mat(w$weights), factor_row = arr(w$index))
  } else list(factors = mat(w), factor_row = arr(seq_len(nrow(mat(w)))))
}

# Stratified jackknife: said by its rule, which is checked here, since the matrix is large.
# Replicate r leaves out one PSU of stratum h: factor 0 there, n_h / (n_h - 1) in the rest of
# the stratum, 1 elsewhere.
jackknife_rule <- function(design, strata, psu) {
  key <- interaction(strata, psu, drop = TRUE)
  full <- weights(design, "replication")
  out <- apply(full, 2, function(f) which(f == 0)[1])
  n_psu <- tapply(key, strata, function(k) length(unique(k)))
  for (r in seq_len(ncol(full))) {
    s <- strata[out[r]]
    n <- n_psu[[as.character(s)]]
    rule <- ifelse(strata != s, 1, ifelse(key == key[out[r]], 0, n / (n - 1)))
    stopifnot(isTRUE(all.equal(unname(full[, r]), unname(rule))))
  }
  list(left_out_stratum = arr(as.character(strata[out])), left_out_psu = arr(psu[out]),
       left_out_first_row = arr(out), n_psu = arr(as.vector(n_psu[as.character(strata[out])])))
}

api_answers <- function(design, how, keep = FALSE, rule = NULL, quantiles = TRUE) {
  e <- function(...) rep_estimate(..., design = design, keep_replicates = keep)
  b <- function(...) rep_by_domain(..., design = design, by = "stype")
  c(list(
    design = c(rep_design_record(design, how), rule)),
    list(
    total_enroll = e("total", "enroll"),
    total_api.stu = e("total", "api.stu"),
    mean_api00 = e("mean", "api00"),
    mean_api00_enroll = e("mean", c("api00", "enroll")),
    share_stype = e("mean", "stype"),
    share_sch.wide = e("mean", "sch.wide"),
    ratio_api.stu_enroll = e("ratio", c("api.stu", "enroll")),
    mean_api00_by_stype = b("mean", "api00"),
    total_enroll_by_stype = b("total", "enroll"),
    share_sch.wide_by_stype = b("mean", "sch.wide"),
    ratio_api.stu_enroll_by_stype = b("ratio", c("api.stu", "enroll"))),
    if (quantiles) list(quantile_api00 = quantile_records("api00", design),
                        quantile_enroll = quantile_records("enroll", design)))
}

# `probability` is Woodruff's interval with the replicate variance of the share at or below
# the quantile; `replicates` takes the variance of the quantiles of the replicates. The
# package gives the first for every interval type but "quantile".
PROBS <- c(0.1, 0.25, 0.5, 0.75, 0.9)
quantile_records <- function(var, design) {
  rules <- c("math", "school", "hf7")
  run <- function(type, rule) {
    q <- suppressWarnings(suppressMessages(svyquantile(
      reformulate(var), design, PROBS, interval.type = type, qrule = rule, na.rm = TRUE)))[[1]]
    list(p = arr(PROBS), estimate = arr(q[, 1]), lower = arr(q[, 2]), upper = arr(q[, 3]),
         se = arr(q[, 4]))
  }
  other <- suppressWarnings(suppressMessages(svyquantile(
    reformulate(var), design, PROBS, interval.type = "xlogit", na.rm = TRUE)))[[1]]
  stopifnot(identical(unname(other[, 2]), as.vector(unlist(run("mean", "math")$lower))))
  list(variable = var, df = degf(design), level = LEVEL,
       probability = lapply(setNames(rules, rules), function(r) run("mean", r)),
       replicates = lapply(setNames(rules, rules), function(r) run("quantile", r)))
}

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
strat_no_fpc <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus_no_fpc <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
schools2 <- apiclus2[!is.na(apiclus2$enroll), ]
schools2$fpc2 <- as.vector(schools2$fpc2)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools2)
health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)

answers <- list()
both <- function(name, how, make, answer, rule = function(design) NULL) {
  for (mse in c(FALSE, TRUE)) {
    set.seed(SEED)
    design <- make(mse)
    said <- sub("MSE", as.character(mse), how)
    answers[[paste0(name, if (mse) "_mse" else "")]] <<- answer(design, said, rule(design))
  }
}
schools_of <- function(keep = FALSE) function(design, how, rule) {
  api_answers(design, how, keep, rule)
}

both("jk1_clus", "as.svrepdesign(clus, type = \"JK1\", mse = MSE)",
     function(mse) as.svrepdesign(clus, type = "JK1", mse = mse), schools_of(TRUE), factors_of)
both("jk1_clus_no_fpc", "as.svrepdesign(clus_no_fpc, type = \"JK1\", mse = MSE)",
     function(mse) as.svrepdesign(clus_no_fpc, type = "JK1", mse = mse), schools_of(), factors_of)
strat_rule <- function(design) jackknife_rule(design, apistrat$stype, seq_len(nrow(apistrat)))
both("jkn_strat", "as.svrepdesign(strat, type = \"JKn\", mse = MSE)",
     function(mse) as.svrepdesign(strat, type = "JKn", mse = mse), schools_of(), strat_rule)
both("jkn_strat_no_fpc", "as.svrepdesign(strat_no_fpc, type = \"JKn\", mse = MSE)",
     function(mse) as.svrepdesign(strat_no_fpc, type = "JKn", mse = mse), schools_of(), strat_rule)
both("bootstrap_clus",
     "set.seed(20040831); as.svrepdesign(clus, type = \"bootstrap\", replicates = 50, mse = MSE)",
     function(mse) as.svrepdesign(clus, type = "bootstrap", replicates = 50, mse = mse),
     schools_of(), factors_of)
both("subbootstrap_clus", paste(
     "set.seed(20040831); as.svrepdesign(clus_no_fpc, type = \"subbootstrap\", replicates = 50,",
     "mse = MSE)"),
     function(mse) as.svrepdesign(clus_no_fpc, type = "subbootstrap", replicates = 50, mse = mse),
     schools_of(), factors_of)
both("mrbbootstrap_clus2", paste(
     "set.seed(20040831); as.svrepdesign(clus2, type = \"mrbbootstrap\", replicates = 50,",
     "mse = MSE)"),
     function(mse) as.svrepdesign(clus2, type = "mrbbootstrap", replicates = 50, mse = mse),
     schools_of(), factors_of)
# Pairs of schools, in the order of the file, are the pseudo-strata of half-samples.
both("brr_strat", "as.svrepdesign(strat_no_fpc, type = \"BRR\", large = \"split\", mse = MSE)",
     function(mse) as.svrepdesign(strat_no_fpc, type = "BRR", large = "split", mse = mse),
     schools_of(), factors_of)
RHO <- 0.3
both("fay_strat", paste(
     "as.svrepdesign(strat_no_fpc, type = \"Fay\", fay.rho = 0.3, large = \"split\", mse = MSE)"),
     function(mse) as.svrepdesign(strat_no_fpc, type = "Fay", fay.rho = RHO, large = "split",
                                  mse = mse),
     schools_of(),
     function(design) {
       plain <- as.svrepdesign(strat_no_fpc, type = "BRR", large = "split")
       stopifnot(isTRUE(all.equal(mat(design$repweights$weights),
                                  RHO + (1 - RHO) * mat(plain$repweights$weights))))
       list(rho = RHO, factors_are = "rho + (1 - rho) * factors of brr_strat")
     })
# The matrix of brr_strat_mse and others is that of the same design without mse.
for (name in grep("_mse$", names(answers), value = TRUE)) {
  same <- answers[[sub("_mse$", "", name)]]$design$factors
  if (!is.null(same)) {
    stopifnot(identical(same, answers[[name]]$design$factors))
    answers[[name]]$design$factors <- NULL
    answers[[name]]$design$factor_row <- NULL
    answers[[name]]$design$factors_are <- paste("those of", sub("_mse$", "", name))
  }
}

# Replicate weights brought along, with a finite population correction stated in two ways.
jk1 <- as.svrepdesign(clus_no_fpc, type = "JK1")
brought <- function(...) svrepdesign(data = apiclus1, repweights = weights(jk1, "replication"),
                                     weights = ~pw, combined.weights = FALSE, ...)
full <- weights(jk1, "analysis")
clusters <- length(unique(apiclus1$dnum))
answers$brought_jk1_fraction <- api_answers(
  brought(type = "JK1", scale = (clusters - 1) / clusters, fpc = rep(clusters / 757, clusters),
          fpctype = "fraction"), paste(
  "svrepdesign(repweights = factors of jk1_clus_no_fpc, weights = ~pw, combined.weights = FALSE,",
  "type = \"JK1\", scale = 14 / 15, fpc = rep(15 / 757, 15), fpctype = \"fraction\")"))
answers$brought_jk1_correction <- api_answers(
  brought(type = "JK1", scale = (clusters - 1) / clusters,
          fpc = rep(1 - clusters / 757, clusters), fpctype = "correction"), paste(
  "svrepdesign(repweights = factors of jk1_clus_no_fpc, weights = ~pw, combined.weights = FALSE,",
  "type = \"JK1\", scale = 14 / 15, fpc = rep(1 - 15 / 757, 15), fpctype = \"correction\")"))
answers$brought_combined <- api_answers(
  svrepdesign(data = apiclus1, repweights = full, weights = ~pw, combined.weights = TRUE,
              type = "JK1", scale = (clusters - 1) / clusters), paste(
  "svrepdesign(repweights = weight times factor of jk1_clus_no_fpc, weights = ~pw,",
  "combined.weights = TRUE, type = \"JK1\", scale = 14 / 15)"))
answers$brought_other <- api_answers(
  brought(type = "other", scale = 0.5, rscales = seq(0.5, 1.9, by = 0.1)), paste(
  "svrepdesign(repweights = factors of jk1_clus_no_fpc, weights = ~pw, combined.weights = FALSE,",
  "type = \"other\", scale = 0.5, rscales = seq(0.5, 1.9, by = 0.1))"))
answers$brought_sdr <- api_answers(
  brought(type = "successive-difference"), paste(
  "svrepdesign(repweights = factors of jk1_clus_no_fpc, weights = ~pw, combined.weights = FALSE,",
  "type = \"successive-difference\"): the factors are no such weights, the scale is 4 / 15"))

# Each replicate is calibrated again, so that its spread holds what calibration takes away.
population <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018)
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
jk1_mse <- as.svrepdesign(clus, type = "JK1", mse = TRUE)
for (calfun in c("linear", "raking")) {
  design <- calibrate(jk1_mse, ~stype, population, calfun = calfun, epsilon = 1e-12, maxit = 200)
  answers[[paste0("jk1_calibrated_", calfun)]] <- c(api_answers(design, paste0(
    "calibrate(jk1_clus_mse, ~stype, population, calfun = \"", calfun, "\", epsilon = 1e-12)"),
    TRUE, factors_of(design), quantiles = FALSE),
    list(population = as.list(population), weights = arr(weights(design, "sampling"))))
}
design <- postStratify(jk1_mse, ~stype, types)
answers$jk1_poststratified <- c(api_answers(design,
  "postStratify(jk1_clus_mse, ~stype, population)", TRUE, factors_of(design), quantiles = FALSE),
  list(population = list(E = 4421, H = 755, M = 1018), weights = arr(weights(design, "sampling"))))

health_answers <- function(design, how, rule) {
  # The package counts degrees of freedom from the rank of the replicate weights.
  list(
    design = c(rep_design_record(design, how), rule),
    mean_HI_CHOL = rep_estimate("mean", "HI_CHOL", design),
    total_HI_CHOL = rep_estimate("total", "HI_CHOL", design),
    share_HI_CHOL = rep_estimate("mean", "hi_chol", design),
    share_agecat = rep_estimate("mean", "agecat", design),
    ratio_HI_CHOL_one = rep_estimate("ratio", c("HI_CHOL", "one"), design),
    mean_HI_CHOL_by_race = rep_by_domain("mean", "HI_CHOL", design, "race"),
    share_HI_CHOL_by_agecat = rep_by_domain("mean", "hi_chol", design, "agecat"),
    share_agecat_by_race = rep_by_domain("mean", "agecat", design, "race"))
}
both("jkn_nhanes", "as.svrepdesign(nhanes, type = \"JKn\", mse = MSE)",
     function(mse) as.svrepdesign(health, type = "JKn", mse = mse),
     health_answers,
     function(design) jackknife_rule(design, nhanes$SDMVSTRA, nhanes$SDMVPSU))

save_golden("replicates",
  inputs = list(
    apistrat = columns(apistrat, c("stype", "sch.wide", "api00", "enroll", "api.stu", "pw", "fpc")),
    apiclus1 = columns(apiclus1, c("dnum", "stype", "sch.wide", "api00", "enroll", "api.stu", "pw",
                                   "fpc")),
    apiclus2_answered = columns(schools2, c("dnum", "snum", "stype", "sch.wide", "api00", "enroll",
                                            "api.stu", "pw", "fpc1", "fpc2"))),
  inputs_from = list(nhanes = "nhanes.json"),
  outputs = c(list(definitions = list(
    weights = "a replicate weight is the weight times factors[factor_row, replicate]",
    jackknife_rule = paste(
      "replicate r leaves out one PSU of stratum h: factor 0 there, n_psu / (n_psu - 1) in the",
      "rest of the stratum, 1 elsewhere"),
    variance = paste(
      "scale * sum over replicates of rscales * (replicate - centre)^2; the centre is the",
      "estimate where mse is true, the mean of the replicates with rscales > 0 where it is false"),
    clus = "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)",
    clus_no_fpc = "svydesign(id = ~dnum, weights = ~pw, data = apiclus1)",
    strat = "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)",
    strat_no_fpc = "svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)",
    clus2 = paste("svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw,",
                  "data = apiclus2_answered)"),
    nhanes = paste("svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,",
                   "data = nhanes)"))), answers))
