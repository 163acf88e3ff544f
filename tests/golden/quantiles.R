# Quantiles: rules of interpolation, and intervals of several kinds.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)
PROBS <- c(0.1, 0.25, 0.5, 0.75, 0.9)
RULES <- c("math", "school", "shahvaish", paste0("hf", 1:9))
TYPES <- c("mean", "beta", "xlogit", "asin", "score")

# Every 14th row of nhanes with a made-up number beside it, some of it missing, much of it tied.
set.seed(20101231)
health <- nhanes[seq(7, nrow(nhanes), by = 14), c("SDMVPSU", "SDMVSTRA", "WTMEC2YR", "race",
                                                  "RIAGENDR")]
rownames(health) <- NULL
health$level <- round(180 + 8 * (health$race == 3) + 5 * health$RIAGENDR + 35 * rnorm(nrow(health)))
health$level[sample(nrow(health), 40)] <- NA
health$visits <- pmin(rpois(nrow(health), 2.5), 9)

rows <- function(q) {
  m <- if (is.list(q)) q[[1]] else q
  list(estimate = arr(m[, 1]), lower = arr(m[, 2]), upper = arr(m[, 3]), se = arr(m[, 4]))
}

# What the score interval means to do: the theta between which the score test of the share
# at or below theta does not refuse p. The package turns these into quantiles of the
# unweighted shares below them; taken with weights, they are the values themselves.
score_right <- function(var, design, df) {
  keep <- complete_rows(var, design)
  x <- model.frame(design)[[var]][keep]
  inside <- design[keep, ]
  crit <- qt(0.975, df)
  values <- sort(unique(x))
  tests <- lapply(values, function(theta) {
    inside <- update(inside, above = as.numeric(x > theta))
    m <- svymean(~above, inside)
    c(1 - as.vector(coef(m)), as.vector(SE(m)))
  })
  share <- vapply(tests, `[`, 0, 1)
  se <- vapply(tests, `[`, 0, 2)
  accepted <- lapply(PROBS, function(p) {
    t <- ifelse(se > 1e-9, (share - p) / se, ifelse(share < p, -Inf, Inf))
    values[c(which(t >= -crit)[1], which(t >= crit)[1])]
  })
  list(lower = arr(vapply(accepted, `[`, 0, 1)), upper = arr(vapply(accepted, `[`, 0, 2)))
}

# The rule of Shah and Vaish with its half weight on the scale of mean 1, which the package
# leaves on the scale of the weights.
shah_vaish <- function(x, w, p) {
  keep <- w > 0
  x <- x[keep]
  w <- w[keep] / mean(w[keep])
  o <- order(x)
  at <- (cumsum(w[o]) + 0.5 - w[o] / 2) / (length(x) + 1)
  approx(at, x[o], p, method = "constant", f = 0, rule = 2)$y
}

quantile_record <- function(var, design, df = degf(design), rules = RULES, types = TYPES) {
  f <- reformulate(var)
  run <- function(type, rule) tryCatch(
    rows(suppressWarnings(svyquantile(f, design, PROBS, interval.type = type, qrule = rule,
                                      na.rm = TRUE, df = df))),
    error = function(e) list(refused = conditionMessage(e)))
  # The score interval is slow, and the rule comes in at its very end.
  one_type <- function(type) {
    own <- if (type == "score") intersect(rules, c("math", "school")) else rules
    lapply(setNames(own, own), function(rule) run(type, rule))
  }
  out <- list(variable = var, n = sum(complete_rows(var, design)), p = arr(PROBS),
              df = if (is.finite(df)) df else "Inf", level = LEVEL,
              intervals = lapply(setNames(types, types), one_type))
  if ("score" %in% types) out$score_right <- score_right(var, design, df)
  if ("shahvaish" %in% rules) out$shahvaish_right <- arr(svyquantile(
    f, design, PROBS, qrule = shah_vaish, na.rm = TRUE, ci = FALSE)[[1]])
  out
}

old_record <- function(var, design) {
  kinds <- expand.grid(interval = c("Wald", "score", "betaWald"),
                       ties = c("discrete", "rounded"), stringsAsFactors = FALSE)
  kinds <- kinds[!(kinds$interval == "score" & kinds$ties == "rounded"), ]
  lapply(setNames(seq_len(nrow(kinds)), paste(kinds$interval, kinds$ties, sep = "_")), function(i) {
    tryCatch({
      q <- suppressWarnings(oldsvyquantile(reformulate(var), design, PROBS, ci = TRUE, na.rm = TRUE,
                          interval.type = kinds$interval[i], ties = kinds$ties[i]))
      ci <- matrix(q$CIs, nrow = 2)
      list(p = arr(PROBS), estimate = arr(q$quantiles), lower = arr(ci[1, ]), upper = arr(ci[2, ]),
           se = arr(SE(q)), df = degf(design))
    }, error = function(e) list(refused = conditionMessage(e)))
  })
}

# Each domain with its own degrees of freedom, as the package does, and with the design's.
by_record <- function(var, design, by) {
  found <- domains_of(model.frame(design), by)
  some <- c("math", "school", "hf7")
  types <- c("mean", "beta", "xlogit")
  of <- function(r, df) quantile_record(var, design[r, ], df, some, types)
  list(variable = var, by = arr(by), domains = arr(found$names), domain_values = found$values,
       df = degf(design),
       each = lapply(found$rows, function(r) of(r, degf(design[r & complete_rows(var, design), ]))),
       each_design_df = lapply(found$rows, function(r) of(r, degf(design))))
}

answers <- function(design, how, vars, by) {
  out <- list(design = design_record(design, how))
  for (v in vars) {
    out[[paste0("quantile_", v)]] <- quantile_record(v, design)
    out[[paste0("quantile_", v, "_normal")]] <- quantile_record(v, design, Inf, "math",
                                                                c("mean", "xlogit"))
    out[[paste0("oldquantile_", v)]] <- old_record(v, design)
  }
  for (v in vars) out[[paste0("quantile_", v, "_by_", by)]] <- by_record(v, design, by)
  out
}

schools2 <- apiclus2
schools2$fpc2 <- as.vector(schools2$fpc2)
srs <- svydesign(id = ~1, fpc = ~fpc, data = apisrs)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
# Equal weights of 1 leave shares and their errors as they are and add up without rounding;
# the package asks whether a cumulated share is exactly p.
apisrs$one <- 1
apistrat$one <- 1
srs_ones <- svydesign(id = ~1, fpc = ~fpc, weights = ~one, data = apisrs)
strat_ones <- svydesign(id = ~1, strata = ~stype, weights = ~one, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools2)
nhanes_part <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                         data = health)

save_golden("quantiles",
  inputs = list(
    apisrs = columns(apisrs, c("stype", "api00", "enroll", "ell", "pw", "fpc")),
    apistrat = columns(apistrat, c("stype", "api00", "enroll", "ell", "pw", "fpc")),
    apiclus1 = columns(apiclus1, c("dnum", "stype", "api00", "enroll", "ell", "pw", "fpc")),
    apiclus2 = columns(schools2, c("dnum", "snum", "stype", "api00", "enroll", "ell", "pw", "fpc1",
                                   "fpc2")),
    nhanes_part = columns(health, names(health))),
  outputs = list(
    definitions = list(
      intervals = paste("interval of the share at or below the quantile, turned back by the rule;",
                        "null where the share's limit leaves [0, 1]"),
      rounding = paste("math, school and hf1 to hf3 ask whether a cumulated share is exactly p, and",
                       "hf4 takes it for p or not: in srs and in strat by stype rounding decides.",
                       "srs_ones and strat_ones are the same samples without it"),
      shahvaish = "as the package; shahvaish_right has the rule with weights of mean 1",
      se = "width of the interval over twice the critical value",
      beta = "its sample size is every row of the design; its t uses degf(design) whatever df is given",
      score = "as the package: the unweighted shares below the accepted thetas, through the rule",
      score_right = "the lowest and highest value between which the score test accepts p"),
    srs = answers(srs, "svydesign(id = ~1, fpc = ~fpc, data = apisrs)", c("api00", "ell"), "stype"),
    srs_ones = answers(srs_ones, "svydesign(id = ~1, fpc = ~fpc, weights = ~one, data = apisrs)",
                       c("api00", "ell"), "stype"),
    strat_ones = c(list(design = design_record(strat_ones,
      "svydesign(id = ~1, strata = ~stype, weights = ~one, fpc = ~fpc, data = apistrat)")),
      lapply(setNames(c("api00", "enroll", "ell"), paste0("quantile_", c("api00", "enroll", "ell"),
                                                          "_by_stype")),
             function(v) by_record(v, strat_ones, "stype"))),
    strat = answers(strat,
                    "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)",
                    c("api00", "enroll", "ell"), "stype"),
    clus = answers(clus, "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)",
                   c("api00", "ell"), "stype"),
    clus2 = answers(clus2, paste("svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw,",
                                 "data = apiclus2)"), c("api00", "enroll"), "stype"),
    nhanes_part = answers(nhanes_part,
                          paste("svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR,",
                                             "nest = TRUE, data = nhanes_part)"),
                                             c("level", "visits"), "race")))
