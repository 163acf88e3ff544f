# Tests of independence in two-way tables.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(nhanes)

# P(sum of a_j * chisq_1 - x / ddf * chisq_ddf > 0), by inverting the characteristic function
# (Imhof); what "lincom" means. The package needs CompQuadForm for it and otherwise falls
# back on the saddlepoint.
tail_of_sum <- function(x, a, ddf) {
  lambda <- c(a, -x / ddf)
  df <- c(rep(1, length(a)), ddf)
  scale <- max(abs(lambda))
  lambda <- lambda / scale
  theta <- function(u) 0.5 * colSums(df * atan(outer(lambda, u)))
  rho <- function(u) exp(colSums(0.25 * df * log1p(outer(lambda, u)^2)))
  f <- function(u) ifelse(u == 0, 0.5 * sum(df * lambda), sin(theta(u)) / (u * rho(u)))
  # Pieces, so that the oscillation does not trouble the quadrature. Rounding there is
  # watched through the cases below and the sum of the errors.
  edges <- c(0, 2^seq(-12, 24, by = 0.5))
  pieces <- lapply(seq_len(length(edges) - 1), function(i) {
    integrate(f, edges[i], edges[i + 1], rel.tol = 1e-12, abs.tol = 1e-15, subdivisions = 5000L,
              stop.on.error = FALSE)
  })
  stopifnot(sum(vapply(pieces, `[[`, 0, "abs.error")) < 1e-9)
  pieces <- vapply(pieces, `[[`, 0, "value")
  0.5 + sum(pieces) / pi
}
# F with 1 and ddf degrees of freedom is the sum with a single weight of 1.
stopifnot(abs(tail_of_sum(3, 1, 20) - pf(3, 1, 20, lower.tail = FALSE)) < 1e-10,
          abs(tail_of_sum(12, rep(1, 4), 16) - pf(12 / 4, 4, 16, lower.tail = FALSE)) < 1e-10)

test_record <- function(f, design, type) {
  t <- withCallingHandlers(svychisq(f, design, statistic = type), warning = function(w) {
    if (grepl("CompQuadForm", conditionMessage(w))) invokeRestart("muffleWarning")
  })
  parameter <- as.list(setNames(as.vector(t$parameter), names(t$parameter)))
  c(list(statistic = as.vector(t$statistic), statistic_name = names(t$statistic)),
    if (length(parameter)) list(parameter = parameter), list(p_value = as.vector(t$p.value)))
}

table_record <- function(rows, cols, design) {
  f <- reformulate(c(rows, cols))
  full <- svytable(f, design)
  answered <- design[complete_rows(c(rows, cols), design), ]
  frame <- model.frame(answered)
  r <- factor(frame[[rows]])
  k <- factor(frame[[cols]])
  cell <- 0 + outer(paste(r, k), as.vector(outer(levels(r), levels(k), paste)), "==")
  shares <- svymean(cell, answered)
  observed <- matrix(as.vector(coef(shares)), nlevels(r))
  expected <- outer(rowSums(observed), colSums(observed))
  stopifnot(isTRUE(all.equal(observed, matrix(as.vector(full), nlevels(r)) / sum(full),
                             tolerance = 1e-12)))
  n <- nrow(frame)
  # Design matrix of the interaction, free of the margins, and the generalised design effects.
  cells <- expand.grid(rows = factor(seq_len(nlevels(r))), cols = factor(seq_len(nlevels(k))))
  x1 <- model.matrix(~rows + cols, cells)
  x12 <- model.matrix(~rows * cols, cells)
  p <- as.vector(coef(shares))
  contrast <- qr.resid(qr(x1), x12[, -seq_len(ncol(x1)), drop = FALSE])
  # An empty cell counts as zero in the inverse, as in the package.
  inverse <- diag(ifelse(p == 0, 0, 1 / p))
  effects <- solve(t(contrast) %*% (inverse / n) %*% contrast,
                   t(contrast) %*% inverse %*% mat(vcov(shares)) %*% inverse %*% contrast)
  lambda <- Re(eigen(effects, only.values = TRUE)$values)
  x2 <- n * sum((observed - expected)^2 / expected)
  # Degrees of freedom of the package, from all rows of the design.
  nu <- length(unique(design$cluster[, 1])) - length(unique(design$strata[, 1]))
  d0 <- sum(lambda)^2 / sum(lambda^2)
  types <- c("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")
  tests <- lapply(setNames(types, types), function(type) test_record(f, design, type))
  stopifnot(isTRUE(all.equal(tests$F$statistic, x2 / sum(lambda), tolerance = 1e-9)),
            isTRUE(all.equal(tests$F$parameter$ndf, d0, tolerance = 1e-9)),
            isTRUE(all.equal(tests$F$parameter$ddf, d0 * nu, tolerance = 1e-9)),
            isTRUE(all.equal(tests$Chisq$p_value,
                             pchisq(x2 / mean(lambda), length(lambda), lower.tail = FALSE),
                             tolerance = 1e-8)))
  # lincom of the package is its saddlepoint here.
  stopifnot(isTRUE(all.equal(tests$lincom$p_value, tests$saddlepoint$p_value)))
  tests$lincom <- NULL
  tests$lincom_by_integration <- list(statistic = x2, p_value = tail_of_sum(x2, lambda, d0 * nu))
  list(rows = rows, columns = cols, row_levels = arr(levels(r)), column_levels = arr(levels(k)),
       n = n, n_rows = nrow(design), df = nu, df_answered = degf(answered),
       weighted_counts = matrix(as.vector(full), nlevels(r)), observed = observed,
       expected = expected,
       vcov_order = "column by column of the table", vcov = mat(vcov(shares)),
       pearson = x2, pearson_all_rows = tests$Chisq$statistic,
       lambda = arr(sort(lambda, decreasing = TRUE)), d0 = d0, tests = tests)
}

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus_no_fpc <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)
strat_greg <- calibrate(strat, ~api99, c(`(Intercept)` = 6194, api99 = 3914069))
clus_post <- postStratify(clus, ~stype, data.frame(stype = c("E", "H", "M"),
                                                   Freq = c(4421, 755, 1018)))

schools <- function(design, how) list(
  design = design_record(design, how),
  sch.wide_stype = table_record("sch.wide", "stype", design),
  comp.imp_stype = table_record("comp.imp", "stype", design),
  comp.imp_sch.wide = table_record("comp.imp", "sch.wide", design),
  stype_yr.rnd = table_record("stype", "yr.rnd", design))

used <- c("stype", "sch.wide", "comp.imp", "yr.rnd", "api99", "pw")
save_golden("tables",
  inputs = list(apistrat = columns(apistrat, c(used, "fpc")),
                apiclus1 = columns(apiclus1, c("dnum", used, "fpc"))),
  inputs_from = list(nhanes = "nhanes.json"),
  outputs = list(
    definitions = list(
      pearson = "n * sum((observed - expected)^2 / expected), n the answered rows",
      pearson_all_rows = "the package's X-squared: n is every row of the design, missing ones too",
      lambda = "generalised design effects of the table",
      F = "pearson / sum(lambda) on d0 and d0 * df degrees of freedom, d0 = sum(lambda)^2 / sum(lambda^2)",
      Chisq = "pearson / mean(lambda) on the chi-squared distribution",
      lincom_by_integration = paste("P(sum of lambda * chisq_1 > pearson / (d0 * df) * chisq_(d0 * df)) by",
                                    "numerical integration, good to about 1e-10; the package gives its saddlepoint"),
      saddlepoint = "the same probability by saddlepoint approximation",
      df = "PSUs minus strata of all rows; df_answered those with an answer"),
    strat = schools(strat,
                    "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"),
    clus = schools(clus, "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"),
    clus_no_fpc = schools(clus_no_fpc, "svydesign(id = ~dnum, weights = ~pw, data = apiclus1)"),
    strat_greg = schools(strat_greg, "calibrate(strat, ~api99, c(6194, 3914069))"),
    clus_post = list(
      design = design_record(clus_post,
                             "postStratify(clus, ~stype, c(E = 4421, H = 755, M = 1018))"),
      comp.imp_sch.wide = table_record("comp.imp", "sch.wide", clus_post)),
    nhanes = list(
      design = design_record(health,
                             paste("svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR,",
                                           "nest = TRUE, data = nhanes)")),
      HI_CHOL_race = table_record("HI_CHOL", "race", health),
      HI_CHOL_RIAGENDR = table_record("HI_CHOL", "RIAGENDR", health),
      HI_CHOL_agecat = table_record("HI_CHOL", "agecat", health),
      race_agecat = table_record("race", "agecat", health),
      race_RIAGENDR = table_record("race", "RIAGENDR", health))))
