# Limits of shares in the API samples.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
apisrs$met <- as.numeric(apisrs$sch.wide == "Yes")
apistrat$met <- as.numeric(apistrat$sch.wide == "Yes")
apiclus1$met <- as.numeric(apiclus1$sch.wide == "Yes")
apiclus1$ell_zero <- as.numeric(apiclus1$ell == 0)

srs <- svydesign(id = ~1, fpc = ~fpc, data = apisrs)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)

types <- setNames(levels(apisrs$stype), levels(apisrs$stype))
by_type <- function(var, design) lapply(types, function(type) {
  proportion(var, subset(design, stype == type), "degf(subset(design, stype == type))")
})

save_golden("proportions",
  inputs = list(
    apisrs = columns(apisrs, c("stype", "sch.wide", "pw", "fpc")),
    apistrat = columns(apistrat, c("stype", "sch.wide", "pw", "fpc")),
    apiclus1 = columns(apiclus1, c("dnum", "stype", "sch.wide", "ell", "pw", "fpc"))
  ),
  outputs = list(
    definitions = list(met = "sch.wide == \"Yes\"", ell_zero = "ell == 0"),
    srs_fpc = list(
      design = design_record(srs, "svydesign(id = ~1, fpc = ~fpc, data = apisrs)"),
      proportion_met = proportion("met", srs, "degf(design)"),
      proportion_met_by_stype = by_type("met", srs)),
    strat_fpc = list(
      design = design_record(strat,
        "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"),
      proportion_met = proportion("met", strat, "degf(design)"),
      proportion_met_by_stype = by_type("met", strat)),
    clus_fpc = list(
      design = design_record(clus,
        "svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)"),
      proportion_ell_zero = proportion("ell_zero", clus, "degf(design)"),
      proportion_met = proportion("met", clus, "degf(design)"),
      proportion_met_by_stype = by_type("met", clus))
  ))
