# Tests of means and ranks.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
add <- function(d) {
  d$level <- unname(c(E = 1, M = 2, H = 3)[as.character(d$stype)])
  d$size <- findInterval(d$enroll, c(300, 600, 1000)) + 1
  d$met <- as.numeric(d$sch.wide == "Yes")
  d$gain <- d$api00 - d$api99
  d
}
apisrs <- add(apisrs)
apistrat <- add(apistrat)
apiclus1 <- add(apiclus1)

# `package` holds what svyttest answers. Its degrees of freedom are one less than the
# design's even for a single mean; `design_df` holds the same statistic with those of the
# design.
t_record <- function(f, design, ...) {
  t <- suppressWarnings(svyttest(f, design))
  est <- as.vector(t$estimate)
  stat <- as.vector(t$statistic)
  se <- est / stat
  df <- degf(design)
  with_df <- function(k) c(list(df = k, p_value = 2 * pt(-abs(stat), k)), limits(est, se, k))
  stopifnot(isTRUE(all.equal(as.vector(t$p.value), with_df(as.vector(t$parameter))$p_value)))
  c(list(formula = deparse(f), n = nrow(model.frame(design)), estimate = est, se = se,
         statistic = stat,
         ..., level = LEVEL),
    list(package = with_df(as.vector(t$parameter)), design_df = with_df(df)))
}

two_means <- function(design, by) {
  r <- by_domain("mean", "api00", design, by)
  list(domains = r$domains, estimate = r$estimate, se = r$se, vcov = r$vcov)
}

rank_record <- function(f, design, test) {
  t <- svyranktest(f, design, test = test)
  multi <- !is.null(t$ddf)
  # With more than two groups the package keeps its chi-squared under `parameter` and the
  # degrees of freedom under `statistic`.
  if (multi) {
    list(test = test, chisq = as.vector(t$parameter),
         f = as.vector(t$parameter) / as.vector(t$statistic),
         ndf = as.vector(t$statistic), ddf = as.vector(t$ddf), p_value = as.vector(t$p.value))
  } else {
    stat <- as.vector(t$statistic)
    est <- as.vector(t$estimate)
    list(test = test, statistic = stat, estimate = est, se = est / stat,
         df = as.vector(t$parameter),
         p_value = as.vector(t$p.value), df_design = degf(design),
         p_value_design_df = 2 * pt(-abs(stat), degf(design)))
  }
}

tests <- c("wilcoxon", "vanderWaerden", "median", "KruskalWallis")
rank_all <- function(f, design) {
  lapply(setNames(tests, tests), function(k) rank_record(f, design, k))
}

# Estimated ranks behind the tests: half the own weight and all weight below, ties averaged.
ranks <- function(var, design) {
  y <- model.frame(design)[[var]]
  w <- weights(design, "sampling")
  o <- order(y)
  r <- numeric(length(y))
  r[o] <- ave(cumsum(w[o]) - w[o] / 2, factor(y[o]))
  r
}

trend_record <- function(f, design, family) {
  m <- suppressWarnings(svyglm(f, design, family = family,
                               control = glm.control(epsilon = 1e-14, maxit = 100)))
  b <- as.vector(coef(m))
  v <- mat(vcov(m))
  stat <- b[2] / sqrt(v[2, 2])
  df <- m$df.residual
  list(formula = deparse(f), family = family$family, link = family$link,
       coef_names = arr(names(coef(m))),
       estimate = arr(b), se = arr(sqrt(diag(v))), vcov = v, slope_statistic = stat,
       df_residual = df,
       df_design = degf(design), p_value = 2 * pt(-abs(stat), df),
       p_value_design_df = 2 * pt(-abs(stat), degf(design)))
}

everything <- function(design, how) {
  list(
    design = design_record(design, how),
    one_sample_api00_650 = t_record(I(api00 - 650) ~ 0, design, null = 650),
    one_sample_met_0.8 = t_record(I(met - 0.8) ~ 0, design, null = 0.8),
    paired_api00_api99 = t_record(I(api00 - api99) ~ 0, design),
    paired_gain = t_record(gain ~ 0, design),
    two_sample_api00_comp.imp = c(t_record(api00 ~ comp.imp, design),
                                  groups = list(two_means(design, "comp.imp"))),
    two_sample_api00_sch.wide = c(t_record(api00 ~ sch.wide, design),
                                  groups = list(two_means(design, "sch.wide"))),
    two_sample_enroll_comp.imp = t_record(enroll ~ comp.imp, design),
    rank_api00_comp.imp = rank_all(api00 ~ comp.imp, design),
    rank_enroll_sch.wide = rank_all(enroll ~ sch.wide, design),
    rank_size_comp.imp = rank_all(size ~ comp.imp, design),
    rank_api00_stype = rank_all(api00 ~ stype, design),
    rank_size_stype = rank_all(size ~ stype, design),
    estimated_ranks_size = arr(ranks("size", design)),
    trend_api00_level = trend_record(api00 ~ level, design, gaussian()),
    trend_api00_size = trend_record(api00 ~ size, design, gaussian()),
    trend_met_level = trend_record(met ~ level, design, quasibinomial()),
    trend_met_size = trend_record(met ~ size, design, quasibinomial()),
    trend_met_size_linear = trend_record(met ~ size, design, gaussian()))
}

used <- c("stype", "sch.wide", "comp.imp", "api00", "api99", "gain", "enroll", "met", "level",
          "size", "pw", "fpc")
clus_post <- postStratify(svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1), ~stype,
                          data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))
save_golden("tests",
  inputs = list(apisrs = columns(apisrs, used), apistrat = columns(apistrat, used),
                apiclus1 = columns(apiclus1, c("dnum", used))),
  outputs = list(
    definitions = list(
      gain = "api00 - api99", met = "sch.wide == \"Yes\"", level = "E 1, M 2, H 3",
      size = "1 + how many of 300, 600, 1000 enroll reaches",
      package = "svyttest: degf(design) - 1 for one mean as for two",
      rank_scores = "r / N; qnorm(r / N); r > N / 2, with r the estimated rank and N the sum of weights",
      KruskalWallis = "the same scores as wilcoxon",
      trend = "slope of svyglm on the scores of ordered groups, df degf(design) - 1"),
    srs = everything(svydesign(id = ~1, fpc = ~fpc, data = apisrs),
                     "svydesign(id = ~1, fpc = ~fpc, data = apisrs)"),
    strat = everything(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc,
                                 data = apistrat),
                       "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"),
    clus = everything(svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
                      "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"),
    clus_post = list(
      design = design_record(clus_post,
                             "postStratify(clus, ~stype, c(E = 4421, H = 755, M = 1018))"),
      paired_gain = t_record(gain ~ 0, clus_post),
      two_sample_api00_comp.imp = t_record(api00 ~ comp.imp, clus_post),
      rank_api00_comp.imp = rank_all(api00 ~ comp.imp, clus_post),
      trend_met_size = trend_record(met ~ size, clus_post, quasibinomial()))))
