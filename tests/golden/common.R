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
  args <- list(formula = reformulate(vars[1]), by = reformulate(by), design = design,
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
  if (is.null(design$postStrata)) {
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

save_golden <- function(topic, inputs, outputs) {
  versions <- list(R = paste(R.version$major, R.version$minor, sep = "."),
                   survey = as.character(packageVersion("survey")))
  text <- toJSON(list(inputs = inputs, outputs = outputs, versions = versions),
                 digits = NA, auto_unbox = TRUE, na = "null", null = "null",
                 matrix = "rowmajor", pretty = TRUE)
  writeLines(text, file.path(here(), paste0(topic, ".json")), useBytes = TRUE)
}
