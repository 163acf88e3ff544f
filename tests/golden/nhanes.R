# High cholesterol in NHANES 2009-2010: strata of two or three PSUs, missing answers.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(nhanes)
nhanes$hi_chol <- factor(nhanes$HI_CHOL, levels = c(0, 1))
used <- c("SDMVPSU", "SDMVSTRA", "WTMEC2YR", "HI_CHOL", "race", "agecat", "RIAGENDR")

design <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                    data = nhanes)

race_proportions <- lapply(setNames(1:4, 1:4), function(k) {
  proportion("HI_CHOL", subset(design, race == k), "degf(subset(design, race == k))")
})

save_golden("nhanes",
  inputs = list(nhanes = columns(nhanes, used)),
  outputs = list(
    nhanes = list(
      design = design_record(design, paste(
        "svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,",
        "data = nhanes)")),
      mean_HI_CHOL = estimate("mean", "HI_CHOL", design),
      total_HI_CHOL = estimate("total", "HI_CHOL", design),
      share_HI_CHOL = estimate("mean", "hi_chol", design),
      share_agecat = estimate("mean", "agecat", design),
      mean_HI_CHOL_by_race = by_domain("mean", "HI_CHOL", design, "race"),
      mean_HI_CHOL_by_agecat = by_domain("mean", "HI_CHOL", design, "agecat"),
      mean_HI_CHOL_by_RIAGENDR = by_domain("mean", "HI_CHOL", design, "RIAGENDR"),
      mean_HI_CHOL_by_race_RIAGENDR =
        by_domain("mean", "HI_CHOL", design, c("race", "RIAGENDR")),
      total_HI_CHOL_by_race = by_domain("total", "HI_CHOL", design, "race"),
      share_HI_CHOL_by_race = by_domain("mean", "hi_chol", design, "race"),
      share_HI_CHOL_by_agecat = by_domain("mean", "hi_chol", design, "agecat"),
      share_HI_CHOL_by_RIAGENDR = by_domain("mean", "hi_chol", design, "RIAGENDR"),
      share_HI_CHOL_by_race_RIAGENDR =
        by_domain("mean", "hi_chol", design, c("race", "RIAGENDR")),
      share_agecat_by_race = by_domain("mean", "agecat", design, "race"),
      proportion_HI_CHOL = proportion("HI_CHOL", design, "degf(design)"),
      proportion_HI_CHOL_by_race = race_proportions
    )
  ))
