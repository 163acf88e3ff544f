# Shares beside known shares of the population: Pearson's statistic with Rao and Scott's second
# correction, and svygofchisq for the first-order check of its p-value.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)

record <- function(design, known) {
  shares <- svymean(~stype, design)
  p <- as.vector(coef(shares))
  n <- nrow(model.frame(design))
  square <- n * sum((p - known)^2 / known)
  root <- diag(1 / sqrt(known))
  lambda <- eigen(n * root %*% as.matrix(vcov(shares)) %*% root, symmetric = TRUE)$values[1:2]
  d <- sum(lambda)^2 / sum(lambda^2)
  f <- square / sum(lambda)
  theirs <- svygofchisq(~stype, p = known, design = design)
  list(known = known, n = n, df = degf(design), shares = arr(p), effects = arr(lambda),
       statistic = f, numerator = d, denominator = d * degf(design),
       p_value = pf(f, d, d * degf(design), lower.tail = FALSE),
       svygofchisq = as.vector(theirs$p.value))
}

clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus_no_fpc <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
near <- c(0.75, 0.12, 0.13)
register <- as.vector(prop.table(table(apipop$stype)))

save_golden("known_shares",
  inputs = list(apiclus1 = columns(apiclus1, c("dnum", "stype", "pw", "fpc"))),
  outputs = list(
    definitions = list(
      statistic = "n * sum((p - q)^2 / q) / sum(effects), on F",
      effects = "eigenvalues of n * D^-1/2 V D^-1/2, D = diag(q)",
      clus = "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)",
      clus_no_fpc = "svydesign(id = ~dnum, weights = ~pw, data = apiclus1)"),
    clus = list(near = record(clus, near), register = record(clus, register)),
    clus_no_fpc = list(near = record(clus_no_fpc, near), register = record(clus_no_fpc, register))))
