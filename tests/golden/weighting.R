# Weights after post-stratification, raking and calibration.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)
TIGHT <- 1e-14
ROUNDS <- 500

n_types <- c(E = 4421, H = 755, M = 1018)
n_wide <- c(No = 1072, Yes = 5122)
n_comp <- c(No = 1712, Yes = 4482)
table_of <- function(name, n) setNames(data.frame(names(n), as.vector(n)), c(name, "Freq"))
crossed <- as.data.frame(table(apipop[c("stype", "sch.wide")]))

schools <- ~ stype + sch.wide + comp.imp + api99
to_schools <- c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122,
                comp.impYes = 4482, api99 = 3914069)
# The calibrated weights and, where they are bounded, how tight the bounds are.
calibrated <- function(design, formula, totals, calfun, bounds = c(-Inf, Inf)) {
  after <- calibrate(design, formula, totals, calfun = calfun, bounds = bounds, epsilon = TIGHT,
                     maxit = ROUNDS)
  g <- weights(after) / weights(design)
  list(distance = calfun, bounds = if (is.finite(bounds[2])) bounds else NULL,
       totals = as.list(totals), weights = arr(weights(after)),
       at_bounds = sum(abs(g - bounds[1]) < 1e-9 | abs(g - bounds[2]) < 1e-9))
}
# The narrowest of some limits with which R's iterations end (they go round in circles where limits
# are nearly too tight).
narrow <- function(design, formula, totals, calfun) {
  g <- weights(calibrate(design, formula, totals, epsilon = TIGHT)) / weights(design)
  for (share in c(0.7, 0.8, 0.9, 0.95, 0.98)) {
    bounds <- round(c(1 - share * (1 - min(g)), 1 + share * (max(g) - 1)), 4)
    ended <- tryCatch({
      calibrate(design, formula, totals, calfun = calfun, bounds = bounds, epsilon = TIGHT,
                maxit = ROUNDS)
      TRUE
    }, error = function(e) FALSE)
    if (ended) return(bounds)
  }
  stop("no limits found")
}
school_records <- function(design) {
  within <- function(calfun) {
    calibrated(design, schools, to_schools, calfun, narrow(design, schools, to_schools, calfun))
  }
  list(
    poststratified = list(
      targets = lapply(crossed, function(x) arr(if (is.factor(x)) as.character(x) else x)),
      weights = arr(weights(postStratify(design, ~stype + sch.wide, crossed)))),
    raked = list(
      targets = list(stype = as.list(n_types), sch.wide = as.list(n_wide),
                     comp.imp = as.list(n_comp)),
      weights = arr(weights(rake(
        design, list(~stype, ~sch.wide, ~comp.imp),
        list(table_of("stype", n_types), table_of("sch.wide", n_wide),
             table_of("comp.imp", n_comp)),
        control = list(maxit = ROUNDS, epsilon = TIGHT))))),
    linear = calibrated(design, schools, to_schools, "linear"),
    raking = calibrated(design, schools, to_schools, "raking"),
    linear_bounded = within("linear"), raking_bounded = within("raking"), logit = within("logit"))
}
school_columns <- c("stype", "sch.wide", "comp.imp", "api99", "pw")
apiclus2$pw <- as.vector(apiclus2$pw)
clus2 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus2)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)
clus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)

# ---- nhanes: factors by combination of the variables ----

people <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)
nhanes$race <- factor(nhanes$race)
nhanes$sex <- factor(nhanes$RIAGENDR)
people <- update(people, race = factor(race), sex = factor(RIAGENDR))
by_hand <- function(shares, name) {
  total <- round(sum(nhanes$WTMEC2YR))
  setNames(total * shares, levels(factor(nhanes[[name]])))
}
n_race <- by_hand(c(0.12, 0.64, 0.15, 0.09), "race")
n_age <- by_hand(c(0.19, 0.33, 0.29, 0.19), "agecat")
n_sex <- by_hand(c(0.48, 0.52), "sex")
stopifnot(nlevels(factor(nhanes$race)) == 4, nlevels(factor(nhanes$agecat)) == 4)
people_formula <- ~ race + agecat + sex
to_people <- c(sum(n_race), n_race[-1], n_age[-1], n_sex[-1])
names(to_people) <- colnames(model.matrix(people_formula, model.frame(people)))
pattern <- interaction(nhanes$race, nhanes$agecat, nhanes$sex, drop = TRUE)
first <- match(levels(pattern), pattern)
factors <- function(design) {
  g <- weights(design) / weights(people)
  stopifnot(max(abs(g / g[first][as.integer(pattern)] - 1)) < 1e-9)
  arr(g[first])
}
people_calibrated <- function(calfun, bounds = c(-Inf, Inf)) {
  after <- calibrate(people, people_formula, to_people, calfun = calfun, bounds = bounds,
                     epsilon = TIGHT, maxit = ROUNDS)
  list(distance = calfun, bounds = if (is.finite(bounds[2])) bounds else NULL,
       factors = factors(after))
}
people_within <- function(calfun) {
  people_calibrated(calfun, narrow(people, people_formula, to_people, calfun))
}
people_records <- list(
  patterns = list(race = arr(as.character(nhanes$race[first])),
                  agecat = arr(as.character(nhanes$agecat[first])),
                  sex = arr(as.character(nhanes$sex[first]))),
  targets = list(race = as.list(n_race), agecat = as.list(n_age), sex = as.list(n_sex)),
  raked = list(factors = factors(rake(
    people, list(~race, ~agecat, ~sex),
    list(table_of("race", n_race), table_of("agecat", n_age), table_of("sex", n_sex)),
    control = list(maxit = ROUNDS, epsilon = TIGHT)))),
  linear = people_calibrated("linear"),
  raking = people_calibrated("raking"),
  linear_bounded = people_within("linear"),
  raking_bounded = people_within("raking"),
  logit = people_within("logit"))

# ---- A calibration whose weights turn negative ----

to_far <- replace(to_schools, "api99", 4400000)
negative <- calibrated(clus1, schools, to_far, "linear")
stopifnot(min(negative$weights) < 0)

save_golden("weighting",
            inputs = list(apistrat = columns(apistrat, school_columns),
                          apiclus1 = columns(apiclus1, school_columns),
                          apiclus2 = columns(apiclus2, school_columns)),
            inputs_from = list(nhanes = "nhanes.json"),
            outputs = list(apistrat = school_records(strat), apiclus1 = school_records(clus1),
                           apiclus2 = school_records(clus2), nhanes = people_records,
                           apiclus1_far = list(linear = negative)))
