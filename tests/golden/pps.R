# Counties sampled with probability proportional to the number of votes.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(election)
counties <- election_pps
counties$winner <- factor(ifelse(counties$Kerry > counties$Bush, "Kerry", "Bush"))
counties$size <- factor(ifelse(counties$votes >= 100000, "large", "small"))
used <- c("TotPrecincts", "Bush", "Kerry", "Nader", "votes", "p", "wt", "winner", "size")

# Any covariance under the design, from the columns of weighted influence.
joint_variance <- function(x, design) {
  if (inherits(design, "pps")) {
    mat(survey:::ppsvar(x, design))
  } else {
    mat(svyrecvar(x, design$cluster, design$strata, design$fpc, postStrata = design$postStrata))
  }
}

# Weighted influence of a statistic in the rows `inside`; others count as zero.
weighted_influence <- function(statistic, vars, design, inside) {
  frame <- model.frame(design)
  w <- weights(design, "sampling")
  values <- function(name) {
    x <- frame[[name]]
    if (is.factor(x)) 0 + outer(as.character(x), levels(x), "==") else as.matrix(x)
  }
  if (statistic == "ratio") {
    a <- values(vars[1]) * inside
    b <- values(vars[2]) * inside
    est <- sum(w * a) / sum(w * b)
    return(list(estimate = est, x = w * (a - est * b) / sum(w * b)))
  }
  x <- do.call(cbind, lapply(vars, values))
  if (statistic == "total") return(list(estimate = colSums(w * x * inside), x = w * x * inside))
  est <- colSums(w * x * inside) / sum(w * inside)
  list(estimate = est, x = w * inside * sweep(x, 2, est) / sum(w * inside))
}

pps_names <- function(statistic, vars, frame) {
  x <- frame[[vars[1]]]
  if (statistic == "ratio") list(numerator = vars[1], denominator = vars[2])
  else if (is.factor(x)) list(variable = vars, categories = arr(levels(x)))
  else list(variables = arr(vars))
}

# Checked against the functions of the package; the deff of svytotal for these designs
# lacks the sample size, so that it is made here from svyvar.
pps_estimate <- function(statistic, vars, design) {
  got <- weighted_influence(statistic, vars, design, rep(1, nrow(counties)))
  v <- joint_variance(got$x, design)
  plain <- call_stat(statistic, vars, design)
  stopifnot(isTRUE(all.equal(got$estimate, flat_coef(plain), tolerance = 1e-12)),
            isTRUE(all.equal(v, flat_vcov(plain), tolerance = 1e-9)))
  out <- c(list(statistic = statistic), pps_names(statistic, vars, counties),
           list(n = nrow(counties)), record(got$estimate, v, degf(design)))
  if (statistic != "ratio") {
    w <- weights(design, "sampling")
    n <- length(w)
    N <- sum(w)
    x <- counties[[vars[1]]]
    x <- if (is.factor(x)) 0 + outer(as.character(x), levels(x),
                                     "==") else as.matrix(counties[vars])
    s2 <- colSums(w * sweep(x, 2, colSums(w * x) / N)^2) / N * n / (n - 1)
    scale <- if (statistic == "total") N^2 else 1
    out$deff <- arr(diag(v) / (scale * s2 / n * (1 - n / N)))
    out$deff_replace <- arr(diag(v) / (scale * s2 / n))
  }
  out
}

pps_by_domain <- function(statistic, vars, design, by) {
  found <- domains_of(counties, by)
  each <- lapply(found$rows, function(r) weighted_influence(statistic, vars, design, as.numeric(r)))
  est <- unlist(lapply(each, `[[`, "estimate"))
  v <- joint_variance(do.call(cbind, lapply(each, `[[`, "x")), design)
  # `design[r, ]` does not reach the method of the package for these designs; subset does.
  subsets <- lapply(found$rows, function(r) {
    subset(update(design, wanted = r), wanted)
  })
  own <- lapply(subsets, function(s) call_stat(statistic, vars, s))
  stopifnot(isTRUE(all.equal(unname(est), unlist(lapply(own, flat_coef), use.names = FALSE),
                             tolerance = 1e-12)),
            isTRUE(all.equal(diag(v), unlist(lapply(own, function(o) diag(flat_vcov(o))),
                                             use.names = FALSE), tolerance = 1e-9)))
  c(list(statistic = statistic, by = arr(by)), pps_names(statistic, vars, counties),
    list(domains = arr(found$names), domain_values = found$values, order = DOMAIN_ORDER,
         n = arr(vapply(found$rows, sum, 0)), df_domain = arr(vapply(subsets, degf, 0))),
    record(est, v, degf(design)))
}

everything <- function(design, how) {
  list(
    design = c(design_record(design, how), list(weights = arr(weights(design, "sampling")))),
    total_candidates = pps_estimate("total", c("Bush", "Kerry", "Nader"), design),
    mean_candidates = pps_estimate("mean", c("Bush", "Kerry", "Nader"), design),
    total_winner = pps_estimate("total", "winner", design),
    share_winner = pps_estimate("mean", "winner", design),
    ratio_Bush_votes = pps_estimate("ratio", c("Bush", "votes"), design),
    total_Bush_by_winner = pps_by_domain("total", "Bush", design, "winner"),
    mean_Bush_by_winner = pps_by_domain("mean", "Bush", design, "winner"),
    mean_Bush_by_size = pps_by_domain("mean", "Bush", design, "size"),
    share_winner_by_size = pps_by_domain("mean", "winner", design, "size"),
    ratio_Bush_votes_by_winner = pps_by_domain("ratio", c("Bush", "votes"), design, "winner")
  )
}

# Pairwise terms (pi_ij - pi_i pi_j) / pi_ij that the design uses.
check <- function(design) as.matrix(design$dcheck[[1]]$dcheck)

call_of <- function(rest) paste0("svydesign(id = ~1, fpc = ~p, data = election_pps, pps = ", rest,
                                 ")")
make <- function(...) svydesign(id = ~1, fpc = ~p, data = counties, ...)
p2bar <- sum(election$p^2) / 40

ht <- make(pps = ppsmat(election_jointprob))
yg <- make(pps = ppsmat(election_jointprob), variance = "YG")
hr <- make(pps = HR(p2bar))
hr1 <- make(pps = HR())
overton <- make(pps = "overton")

# The closed form of each approximation of the pairwise terms.
n <- nrow(counties)
p <- counties$p
fill <- function(m) { diag(m) <- 1 - p; m }
stopifnot(
  all.equal(mat(check(hr)), fill(1 - (n - outer(p, p, "+") + p2bar) / (n - 1))),
  all.equal(mat(check(hr1)), fill(1 - (n - outer(p, p, "+") + mean(p)) / (n - 1))),
  all.equal(mat(check(overton)), fill(1 - (n - outer(p, p, "+") / 2) / (n - 1))))

save_golden("pps",
  inputs = list(election_pps = columns(counties, used),
                election_jointprob = mat(election_jointprob),
                election = list(n = nrow(election), sum_p_squared = sum(election$p^2),
                                sum_votes = sum(election$votes), sum_p = sum(election$p))),
  outputs = list(
    definitions = list(
      weighted_term = "x_i is the value over its probability, y_i / p_i",
      HT = "sum over i, j of c_ij x_i x_j",
      YG = "sum over i, j of c_ij x_i x_j, minus sum over i, j of c_ij x_i^2",
      c_ij = "(p_ij - p_i p_j) / p_ij, with p_ii = p_i",
      brewer = "n / (n - 1) * sum over i of (1 - p_i) (x_i - mean of x)^2, mean over the sample",
      HR = "c_ij = 1 - (n - p_i - p_j + s / n) / (n - 1), c_ii = 1 - p_i, s = sum of p^2 over the population",
      HR1 = "as HR with the sample mean of p in place of s / n",
      overton = "c_ij = 1 - (n - (p_i + p_j) / 2) / (n - 1), c_ii = 1 - p_i",
      domains = "values outside the domain are zero; c keeps its whole-sample value"),
    ppsmat_HT = everything(ht, call_of("ppsmat(election_jointprob)")),
    ppsmat_YG = everything(yg, call_of("ppsmat(election_jointprob), variance = \"YG\"")),
    brewer = everything(make(pps = "brewer"), call_of("\"brewer\"")),
    other = everything(make(pps = "other"), call_of("\"other\"")),
    overton = everything(overton, call_of("\"overton\"")),
    HR = c(list(pbar = p2bar), everything(hr, call_of("HR(sum(election$p^2) / 40)"))),
    HR_YG = c(list(pbar = p2bar), everything(make(pps = HR(p2bar), variance = "YG"),
      call_of("HR(sum(election$p^2) / 40), variance = \"YG\""))),
    HR1 = everything(hr1, call_of("HR()")),
    with_replacement = everything(svydesign(id = ~1, probs = ~p, data = counties),
      "svydesign(id = ~1, probs = ~p, data = election_pps)")
  ))
