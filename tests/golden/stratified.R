# Schools sampled within school type.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
# A domain that cuts across the strata and is small in one of them.
apistrat$county <- factor(ifelse(apistrat$cname == "Los Angeles", "Los Angeles", "other"))
used <- c("stype", "sch.wide", "awards", "county", "api00", "enroll", "api.stu", "pw", "fpc")

everything <- function(design, how) {
  mean_by_stype <- by_domain("mean", "api00", design, "stype")
  list(
    design = design_record(design, how),
    total_enroll = estimate("total", "enroll", design),
    total_api.stu = estimate("total", "api.stu", design),
    mean_api00 = estimate("mean", "api00", design),
    mean_enroll = estimate("mean", "enroll", design),
    mean_api00_enroll = estimate("mean", c("api00", "enroll"), design),
    share_stype = estimate("mean", "stype", design),
    share_sch.wide = estimate("mean", "sch.wide", design),
    share_awards = estimate("mean", "awards", design),
    ratio_api.stu_enroll = estimate("ratio", c("api.stu", "enroll"), design),
    mean_api00_by_sch.wide = by_domain("mean", "api00", design, "sch.wide"),
    mean_api00_by_awards = by_domain("mean", "api00", design, "awards"),
    mean_api00_by_county = by_domain("mean", "api00", design, "county"),
    mean_api00_by_stype = mean_by_stype,
    mean_api00_E_minus_H = contrast(mean_by_stype, c(E = 1, H = -1)),
    mean_api00_by_stype_sch.wide = by_domain("mean", "api00", design, c("stype", "sch.wide")),
    total_enroll_by_sch.wide = by_domain("total", "enroll", design, "sch.wide"),
    total_enroll_by_county = by_domain("total", "enroll", design, "county"),
    total_enroll_by_stype = by_domain("total", "enroll", design, "stype"),
    share_stype_by_sch.wide = by_domain("mean", "stype", design, "sch.wide"),
    share_sch.wide_by_county = by_domain("mean", "sch.wide", design, "county"),
    share_sch.wide_by_stype = by_domain("mean", "sch.wide", design, "stype"),
    ratio_api.stu_enroll_by_sch.wide =
      by_domain("ratio", c("api.stu", "enroll"), design, "sch.wide"),
    ratio_api.stu_enroll_by_stype =
      by_domain("ratio", c("api.stu", "enroll"), design, "stype")
  )
}

save_golden("stratified",
  inputs = list(apistrat = columns(apistrat, used)),
  outputs = list(
    strat_fpc = everything(
      svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
      "svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)"),
    strat_no_fpc = everything(
      svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat),
      "svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat)")
  ))
