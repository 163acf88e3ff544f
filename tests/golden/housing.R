# Satisfaction of 1681 Copenhagen residents by type of housing: equal weights.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

counts <- MASS::housing
people <- counts[rep(seq_len(nrow(counts)), counts$Freq), c("Sat", "Infl", "Type", "Cont")]
# Unordered, so that the model matrix is one column per level.
people$Sat <- factor(as.character(people$Sat), levels = levels(counts$Sat))
people$index <- c(Low = 0, Medium = 50, High = 100)[as.character(people$Sat)]

design <- suppressWarnings(svydesign(id = ~1, data = people))
index_by_type <- by_domain("mean", "index", design, "Type")

# Each type against the reference, all at once: Wald t values, and p values and
# limits from the largest |t| of the set. The domain means have covariance zero
# here, so the t values have correlation l_i * l_j and two integrals suffice.
against_reference <- function(record, reference) {
  others <- setdiff(record$domains, reference)
  est <- setNames(record$estimate, record$domains)
  v <- structure(record$vcov, dimnames = rep(list(record$domains), 2))
  stopifnot(max(abs(v[upper.tri(v)])) < 1e-9 * max(v))
  k <- t(vapply(others, function(d) (record$domains == d) - (record$domains == reference),
                numeric(length(record$domains))))
  difference <- as.vector(k %*% est)
  vcov <- k %*% v %*% t(k)
  se <- sqrt(diag(vcov))
  load <- sqrt(v[reference, reference] / diag(vcov))
  spread <- sqrt(1 - load^2)
  # Chance that the largest |z|, or |t|, of the set passes the limit. Tails are added
  # on the log scale so that small chances keep their digits.
  beyond_normal <- function(limit) {
    integrate(function(z) vapply(z, function(u) {
      tail <- pnorm((load * u + limit) / spread, lower.tail = FALSE) +
        pnorm((load * u - limit) / spread)
      dnorm(u) * -expm1(sum(log1p(-tail)))
    }, 0), -12, 12, rel.tol = 1e-10, abs.tol = 0, subdivisions = 2000)$value
  }
  beyond_t <- function(limit, df) {
    log_density <- function(s) {
      log(2) + (df / 2) * log(df / 2) - lgamma(df / 2) + (df - 1) * log(s) - df * s^2 / 2
    }
    width <- 10 / sqrt(2 * df)
    integrate(function(s) vapply(s, function(r) {
      exp(log_density(r)) * beyond_normal(limit * r)
    }, 0), max(1e-6, 1 - width), 1 + width, rel.tol = 1e-9, abs.tol = 0,
    subdivisions = 2000)$value
  }
  wald <- unname(difference / se)
  out <- list(reference = reference, compared = arr(others), estimate = arr(difference),
              se = arr(se), vcov = mat(vcov), correlation = mat(cov2cor(vcov)),
              wald = arr(wald), df = record$df, level = LEVEL)
  for (kind in c("normal", "t")) {
    beyond <- if (kind == "normal") beyond_normal else function(q) beyond_t(q, record$df)
    single <- if (kind == "normal") 2 * pnorm(-abs(wald)) else 2 * pt(-abs(wald), record$df)
    critical <- uniroot(function(q) beyond(q) - (1 - LEVEL), c(1.5, 4), tol = 1e-11)$root
    out[[kind]] <- list(p_single = arr(single),
                        p_joint = arr(vapply(abs(wald), beyond, 0)),
                        critical = critical,
                        lower = arr(difference - critical * se),
                        upper = arr(difference + critical * se))
  }
  if (requireNamespace("multcomp", quietly = TRUE)) {
    set.seed(1)
    dimnames(k) <- list(others, record$domains)
    g <- multcomp::glht(multcomp::parm(est, v, df = record$df), linfct = k)
    s <- summary(g)$test
    q <- attr(confint(g)$confint, "calpha")
    stopifnot(isTRUE(all.equal(as.vector(s$tstat), wald, tolerance = 1e-9)),
              max(abs(s$pvalues - out$t$p_joint)) < 1e-3, abs(q - out$t$critical) < 1e-2)
    out$multcomp <- list(version = as.character(packageVersion("multcomp")),
                         p_joint = arr(s$pvalues), p_error = attr(s$pvalues, "error"),
                         critical = as.vector(q))
  }
  out
}

high <- by_domain("mean", "high", update(design, high = as.numeric(Sat == "High")), "Type")

save_golden("housing",
  inputs = list(housing = columns(counts, c("Sat", "Infl", "Type", "Cont", "Freq"))),
  outputs = list(
    housing = list(
      design = design_record(design,
        "svydesign(id = ~1, data = people): one row per person, every weight is 1"),
      share_Sat = estimate("mean", "Sat", design),
      share_Sat_by_Type = by_domain("mean", "Sat", design, "Type"),
      mean_index = estimate("mean", "index", design),
      mean_index_by_Type = index_by_type,
      mean_high_by_Type = high,
      mean_index_against_Tower = against_reference(index_by_type, "Tower"),
      mean_high_against_Tower = against_reference(high, "Tower")
    )
  ))
