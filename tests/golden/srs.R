# Simple random sample of schools: three ways of stating the design.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
used <- c("stype", "sch.wide", "api00", "enroll", "api.stu", "pw", "fpc")

everything <- function(design, how) {
  list(
    design = design_record(design, how),
    total_enroll = estimate("total", "enroll", design),
    total_api.stu = estimate("total", "api.stu", design),
    mean_api00 = estimate("mean", "api00", design),
    mean_enroll = estimate("mean", "enroll", design),
    mean_api00_enroll = estimate("mean", c("api00", "enroll"), design),
    share_stype = estimate("mean", "stype", design),
    share_sch.wide = estimate("mean", "sch.wide", design),
    ratio_api.stu_enroll = estimate("ratio", c("api.stu", "enroll"), design),
    mean_api00_by_stype = by_domain("mean", "api00", design, "stype"),
    total_enroll_by_stype = by_domain("total", "enroll", design, "stype"),
    share_sch.wide_by_stype = by_domain("mean", "sch.wide", design, "stype"),
    ratio_api.stu_enroll_by_stype = by_domain("ratio", c("api.stu", "enroll"), design, "stype")
  )
}

unit <- suppressWarnings(svydesign(id = ~1, data = apisrs))
save_golden("srs",
  inputs = list(apisrs = columns(apisrs, used)),
  outputs = list(
    srs_fpc = everything(svydesign(id = ~1, fpc = ~fpc, data = apisrs),
                         "svydesign(id = ~1, fpc = ~fpc, data = apisrs)"),
    srs_weights = everything(svydesign(id = ~1, weights = ~pw, data = apisrs),
                             "svydesign(id = ~1, weights = ~pw, data = apisrs)"),
    srs_unit = everything(unit, "svydesign(id = ~1, data = apisrs): every weight is 1")
  ))
