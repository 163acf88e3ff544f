# Errors of weights that were worked out again in every replicate, and of one step on a health survey.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)
SEED <- 20100310
MARGINS <- list(sch.wide = c(No = 1072, Yes = 5122), comp.imp = c(No = 1712, Yes = 4482))
table_of <- function(name, n) setNames(data.frame(names(n), as.vector(n)), c(name, "Freq"))
# rake() looks at the full sample alone to see whether it is done; this settles each replicate.
raked <- function(design) {
  for (round in 1:100) for (name in names(MARGINS)) {
    design <- postStratify(design, reformulate(name), table_of(name, MARGINS[[name]]))
  }
  design
}

# ---- Replicates in which the weights are raked again ----

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
strat_no_fpc <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)

answers_of <- function(design) {
  list(total_enroll = rep_estimate("total", "enroll", design),
       mean_api00 = rep_estimate("mean", "api00", design),
       share_awards = rep_estimate("mean", "awards", design),
       mean_api00_by_stype = rep_by_domain("mean", "api00", design, "stype"))
}

replicated <- function(design, how) {
  after <- raked(design)
  c(list(how = how, scale = after$scale, rscales = arr(after$rscales), df = degf(after)),
    answers_of(after))
}

again_jackknife <- replicated(
  as.svrepdesign(strat, type = "JKn", mse = TRUE, compress = FALSE),
  "as.svrepdesign(strat, type = \"JKn\", mse = TRUE), post-stratified in turn")

set.seed(SEED)
boot <- subbootweights(apistrat$stype, seq_len(nrow(apistrat)), replicates = 40, compress = FALSE)
n <- as.vector(table(apistrat$stype)[as.character(apistrat$stype)])
draws <- round(mat(boot$repweights) * (n - 1) / n, 8)
stopifnot(all(draws == round(draws)))
again_bootstrap <- replicated(
  svrepdesign(data = apistrat, repweights = mat(boot$repweights), weights = ~pw,
              combined.weights = FALSE, type = "other", scale = boot$scale,
              rscales = boot$rscales, mse = TRUE),
  "svrepdesign(repweights = factors of subbootweights, mse = TRUE), post-stratified in turn")
again_bootstrap$draws <- draws

# ---- One step on a stratified sample of clusters ----

nhanes$one <- 1
nhanes$hi_chol <- factor(nhanes$HI_CHOL, levels = c(0, 1))
nhanes$sex <- factor(nhanes$RIAGENDR)
nhanes$race <- factor(nhanes$race)
health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)
moved <- function(name, by) {
  now <- tapply(nhanes$WTMEC2YR, nhanes[[name]], sum)
  setNames(round(as.vector(now) * by), names(now))
}
sexes <- moved("sex", c(1.05, 0.96))
ages <- moved("agecat", c(1.1, 0.9, 1.05, 0.97))
ages[1] <- ages[1] + sum(sexes) - sum(ages)
joint <- c(`(Intercept)` = sum(sexes), sex2 = sexes[["2"]],
           setNames(ages[-1], paste0("agecat", names(ages)[-1])))
of_health <- function(design, how) {
  list(how = how, factors_by = interaction_of(design),
       share_hi_chol = estimate("mean", "hi_chol", design),
       total_one = estimate("total", "HI_CHOL", design),
       share_hi_chol_by_race = by_domain("mean", "hi_chol", design, "race"))
}
# Factors on the weights, which differ between sexes and ages only.
interaction_of <- function(design) {
  g <- tapply(weights(design) / nhanes$WTMEC2YR, list(nhanes$sex, nhanes$agecat), mean)
  list(sex = arr(rownames(g)), agecat = arr(colnames(g)), factors = mat(g))
}
health_post <- of_health(postStratify(health, ~sex, table_of("sex", sexes)),
                         "postStratify(health, ~sex, …)")
health_linear <- of_health(calibrate(health, ~sex + agecat, joint),
                           "calibrate(health, ~sex + agecat, …)")
health_raking <- of_health(calibrate(health, ~sex + agecat, joint, calfun = "raking",
                                     epsilon = 1e-13, maxit = 500),
                           "calibrate(health, ~sex + agecat, …, calfun = \"raking\")")
health_logit <- of_health(calibrate(health, ~sex + agecat, joint, calfun = "logit",
                                    bounds = c(0.7, 1.4), epsilon = 1e-13, maxit = 500),
                          "calibrate(health, ~sex + agecat, …, calfun = \"logit\")")

save_golden("weighting_errors",
  inputs = list(),
  inputs_from = list(apistrat = "calibration_chain", nhanes = "nhanes"),
  outputs = list(margins = lapply(MARGINS, as.list),
                 jackknife = again_jackknife, bootstrap = again_bootstrap,
                 health_totals = list(sex = as.list(sexes), agecat = as.list(ages)),
                 health_post = health_post, health_linear = health_linear,
                 health_raking = health_raking, health_logit = health_logit))
