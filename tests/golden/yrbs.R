# YRBS 2015: one question, answered by about half of those asked.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(yrbs)
used <- c("psu", "stratum", "weight", "qn8")
yrbs$qn8_category <- factor(yrbs$qn8, levels = c(1, 2))
yrbs$qn8_yes <- 2 - yrbs$qn8

design <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE, data = yrbs)
strata <- table(unique(yrbs[c("stratum", "psu")])$stratum)

save_golden("yrbs",
  inputs = list(yrbs = columns(yrbs, used)),
  outputs = list(
    yrbs = list(
      design = c(design_record(design, paste(
        "svydesign(id = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE,",
        "data = yrbs)")),
        list(psu_in_stratum = as.list(strata))),
      share_qn8 = estimate("mean", "qn8_category", design),
      mean_qn8_yes = estimate("mean", "qn8_yes", design),
      total_qn8_yes = estimate("total", "qn8_yes", design),
      proportion_qn8_yes = proportion("qn8_yes", design, "degf(design)")
    )
  ))
