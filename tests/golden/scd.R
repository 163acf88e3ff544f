# Survival in cardiac arrest: three strata of two stations, with balanced half-samples.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(scd)
stations <- scd
stations$many <- factor(ifelse(scd$arrests > 200, "over 200", "200 or less"))
# Balanced half-samples of Levy and Lemeshow: each row twice or not at all.
half <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1),
                  c(0, 1, 0, 1, 1, 0))
RHO <- 0.3
fay <- RHO + (1 - RHO) * half

everything <- function(design, how) {
  is_rep <- inherits(design, "svyrep.design")
  whole <- if (is_rep) function(...) rep_estimate(..., keep_replicates = TRUE) else estimate
  parts <- if (is_rep) function(...) rep_by_domain(..., keep_replicates = TRUE) else by_domain
  plain <- if (is_rep) {
    w <- design$repweights
    factors <- if (inherits(w, "repweights_compressed")) w$weights[w$index, ] else mat(w)
    c(rep_design_record(design, how), list(factors = mat(factors)))
  } else design_record(design, how)
  list(
    design = plain,
    total_arrests_alive = whole("total", c("arrests", "alive"), design),
    mean_arrests_alive = whole("mean", c("arrests", "alive"), design),
    ratio_alive_arrests = whole("ratio", c("alive", "arrests"), design),
    share_many = whole("mean", "many", design),
    total_alive_by_ESA = parts("total", "alive", design, "ESA"),
    ratio_alive_arrests_by_ESA = parts("ratio", c("alive", "arrests"), design, "ESA")
  )
}

quiet <- function(expr) suppressWarnings(expr)
nofpc <- svydesign(data = stations, prob = ~1, id = ~ambulance, strata = ~ESA, nest = TRUE)
withfpc <- svydesign(data = stations, prob = ~1, id = ~ambulance, strata = ~ESA, nest = TRUE,
                     fpc = rep(5, 6))
supplied <- function(mse, ...) quiet(svrepdesign(data = stations, mse = mse, ...))
made <- function(mse, ...) as.svrepdesign(nofpc, mse = mse, ...)

answers <- list(
  linear_no_fpc = everything(nofpc,
    "svydesign(data = scd, prob = ~1, id = ~ambulance, strata = ~ESA, nest = TRUE)"),
  linear_fpc = everything(withfpc, paste(
    "svydesign(data = scd, prob = ~1, id = ~ambulance, strata = ~ESA, nest = TRUE,",
    "fpc = rep(5, 6))")))
for (mse in c(FALSE, TRUE)) {
  tag <- if (mse) "_mse" else ""
  tail <- paste0("mse = ", mse, ")")
  answers[[paste0("brr_supplied", tag)]] <- everything(
    supplied(mse, type = "BRR", repweights = half),
    paste("svrepdesign(data = scd, type = \"BRR\", repweights = half,", tail))
  answers[[paste0("fay_supplied", tag)]] <- everything(
    supplied(mse, type = "Fay", rho = RHO, repweights = fay),
    paste("svrepdesign(data = scd, type = \"Fay\", rho = 0.3, repweights = fay,", tail))
  answers[[paste0("brr", tag)]] <- everything(made(mse, type = "BRR"),
    paste("as.svrepdesign(nofpc, type = \"BRR\",", tail))
  answers[[paste0("fay", tag)]] <- everything(made(mse, type = "Fay", fay.rho = RHO),
    paste("as.svrepdesign(nofpc, type = \"Fay\", fay.rho = 0.3,", tail))
  answers[[paste0("jkn", tag)]] <- everything(made(mse, type = "JKn"),
    paste("as.svrepdesign(nofpc, type = \"JKn\",", tail))
  answers[[paste0("jkn_fpc", tag)]] <- everything(
    as.svrepdesign(withfpc, type = "JKn", mse = mse),
    paste("as.svrepdesign(fpc, type = \"JKn\",", tail))
}

save_golden("scd",
  inputs = list(scd = columns(stations, c("ESA", "ambulance", "arrests", "alive", "many")),
                half_samples = half, fay_factors = fay, rho = RHO),
  outputs = c(list(definitions = list(
    factors = paste("one row per station, one column per replicate; the replicate weight is the",
                    "weight times the factor"),
    variance = paste("scale * sum over replicates of rscales * (replicate - centre)^2; the centre is",
                     "the estimate where mse is true, the mean of the replicates where it is false"))),
    answers))
