# Two waves of the same schools, 1999 and 2000: a panel, and samples that half overlap.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)

# The change of a statistic and the covariance behind it, from estimates by wave in one design.
change <- function(estimates) {
  v <- vcov(estimates)
  list(earlier = coef(estimates)[[1]], later = coef(estimates)[[2]],
       change = coef(estimates)[[2]] - coef(estimates)[[1]],
       variance_earlier = v[1, 1], variance_later = v[2, 2], covariance = v[1, 2],
       se = sqrt(v[1, 1] + v[2, 2] - 2 * v[1, 2]), se_independent = sqrt(v[1, 1] + v[2, 2]))
}

panel <- function(design) {
  design <- update(design, high99 = as.numeric(api99 > 650), high00 = as.numeric(api00 > 650))
  types <- as.character(sort(unique(design$variables$stype)))
  list(
    mean = change(svymean(~api99 + api00, design)),
    share = change(svymean(~high99 + high00, design)),
    total = change(svytotal(~api99 + api00, design)),
    mean_by_stype = lapply(setNames(types, types), function(t)
      change(svymean(~api99 + api00, subset(design, stype == t))))
  )
}

# Three quarters of each type of school in the earlier wave, the last three in the later one.
ordered <- apistrat[order(apistrat$cds), ]
place <- ave(seq_len(nrow(ordered)), ordered$stype, FUN = seq_along)
size <- ave(place, ordered$stype, FUN = length)
ordered$wave1 <- as.numeric(place <= floor(0.75 * size))
ordered$wave2 <- as.numeric(place > floor(0.25 * size))
first <- ordered[ordered$wave1 == 1, ]
second <- ordered[ordered$wave2 == 1, ]
stacked <- rbind(
  data.frame(id = first$cds, stype = first$stype, pw = first$pw, y = first$api99, wave = 1),
  data.frame(id = second$cds, stype = second$stype, pw = second$pw, y = second$api00, wave = 2)
)
stacked$high <- as.numeric(stacked$y > 650)
both <- svydesign(id = ~id, strata = ~stype, weights = ~pw, data = stacked)
by_wave <- function(formula, design) {
  change(svyby(formula, ~wave, design, svymean, covmat = TRUE))
}

save_golden("waves",
  inputs = list(
    apistrat = columns(ordered, c("cds", "stype", "api99", "api00", "pw", "fpc", "wave1", "wave2")),
    apiclus1 = columns(apiclus1, c("dnum", "stype", "api99", "api00", "pw", "fpc"))
  ),
  outputs = list(
    strat = panel(svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)),
    clus = panel(svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)),
    half = list(
      mean = by_wave(~y, both),
      share = by_wave(~high, both),
      mean_E = by_wave(~y, subset(both, stype == "E"))
    )
  ))
