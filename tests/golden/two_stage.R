# Two and three stages: districts, then schools within them.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

data(api)
data(mu284)

# Every k-th of `x`, k chosen so that about `n` remain; no random numbers are drawn.
evenly <- function(x, n) {
  x <- sort(unique(x))
  if (length(x) <= n) x else x[floor((seq_len(n) - 0.5) * length(x) / n) + 1]
}

everything <- function(design, how) {
  list(
    design = c(design_record(design, how), list(weights = arr(weights(design)))),
    total_enroll = estimate("total", "enroll", design),
    total_api.stu = estimate("total", "api.stu", design),
    mean_api00 = estimate("mean", "api00", design),
    mean_enroll = estimate("mean", "enroll", design),
    mean_api00_enroll = estimate("mean", c("api00", "enroll"), design),
    share_stype = estimate("mean", "stype", design),
    share_sch.wide = estimate("mean", "sch.wide", design),
    total_stype = estimate("total", "stype", design),
    ratio_api.stu_enroll = estimate("ratio", c("api.stu", "enroll"), design),
    mean_api00_by_stype = by_domain("mean", "api00", design, "stype"),
    mean_api00_by_sch.wide = by_domain("mean", "api00", design, "sch.wide"),
    total_enroll_by_stype = by_domain("total", "enroll", design, "stype"),
    share_sch.wide_by_stype = by_domain("mean", "sch.wide", design, "stype"),
    share_stype_by_sch.wide = by_domain("mean", "stype", design, "sch.wide"),
    ratio_api.stu_enroll_by_stype =
      by_domain("ratio", c("api.stu", "enroll"), design, "stype")
  )
}

# apiclus2: 40 districts of 757, at most five schools in each.
schools <- apiclus2
schools$fpc2 <- as.vector(schools$fpc2)
# Made up: a district of one school is said to hold three, so its single school is lonely.
schools$fpc2_lonely <- ifelse(schools$fpc2 == 1, 3, schools$fpc2)
used <- c("dnum", "snum", "stype", "sch.wide", "api00", "enroll", "api.stu", "pw", "fpc1",
          "fpc2", "fpc2_lonely")

two <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = schools)
two_weights <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = schools)
first_only <- svydesign(id = ~dnum, fpc = ~fpc1, weights = ~pw, data = schools)
neither <- svydesign(id = ~dnum + snum, weights = ~pw, data = schools)
lonely_stages <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2_lonely, weights = ~pw,
                           data = schools)

lonely_stat <- function(f, variable, design) {
  s <- f(reformulate(variable), design, na.rm = TRUE)
  list(estimate = arr(coef(s)), se = arr(SE(s)), vcov = mat(vcov(s)), df = degf(design))
}
lonely <- function(design, how) {
  rules <- c("remove", "certainty", "adjust", "average")
  by_rule <- lapply(setNames(rules, rules), function(rule) under_lonely_rule(rule, {
    elementary <- subset(design, stype == "E")
    list(total_enroll = lonely_stat(svytotal, "enroll", design),
         mean_api00 = lonely_stat(svymean, "api00", design),
         total_enroll_in_E = lonely_stat(svytotal, "enroll", elementary),
         mean_api00_in_E = lonely_stat(svymean, "api00", elementary))
  }))
  refused <- tryCatch({ svymean(~api00, design); NULL }, error = conditionMessage)
  c(list(design = design_record(design, how)), by_rule, list(fail_message = refused))
}

# What R says where only the first stage has a finite population.
refused_one_fpc <- tryCatch({
  svydesign(id = ~dnum + snum, fpc = ~fpc1, weights = ~pw, data = schools); NULL
}, error = conditionMessage)

# The same answers from two ids without a second fpc, by leaving stage 2 out.
ultimate <- function(design, how) {
  old <- options(survey.ultimate.cluster = TRUE)
  on.exit(options(old))
  everything(design, how)
}

# mu284: 5 PSUs of 50 and 3 units in each.
mu284$first <- factor(ifelse(mu284$id2 == 1, "first", "other"))
mu284$high <- factor(ifelse(mu284$y1 > 45, "over 45", "45 or less"))
dmu284 <- svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = mu284)
mu284_answers <- list(
  design = c(design_record(dmu284, "svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = mu284)"),
             list(weights = arr(weights(dmu284)))),
  total_y1 = estimate("total", "y1", dmu284),
  mean_y1 = estimate("mean", "y1", dmu284),
  share_high = estimate("mean", "high", dmu284),
  ratio_y1_n2 = estimate("ratio", c("y1", "n2"), dmu284),
  total_y1_by_first = by_domain("total", "y1", dmu284, "first"),
  mean_y1_by_first = by_domain("mean", "y1", dmu284, "first"),
  mean_y1_by_high = by_domain("mean", "y1", dmu284, "high"),
  share_high_by_first = by_domain("mean", "high", dmu284, "first"),
  ratio_y1_n2_by_high = by_domain("ratio", c("y1", "n2"), dmu284, "high"))

# From apipop: region (a stratum) > district > school, and school type as strata of the
# second stage. Picked evenly along the district and school numbers.
population <- apipop[!is.na(apipop$enroll), ]
home <- tapply(population$cnum, population$dnum, min)
population$county <- as.vector(home[as.character(population$dnum)])
population$region <- c("north", "east", "west", "south")[1 + population$county %/% 15]
picked <- do.call(rbind, lapply(split(population, population$region), function(region) {
  districts <- evenly(region$dnum, 8)
  region$N1 <- length(unique(region$dnum))
  do.call(rbind, lapply(districts, function(d) {
    own <- region[region$dnum == d, ]
    do.call(rbind, lapply(split(own, droplevels(own$stype)), function(type) {
      type$N2 <- nrow(type)
      type[type$snum %in% evenly(type$snum, 3), ]
    }))
  }))
}))
rownames(picked) <- NULL
stratified_two <- svydesign(id = ~dnum + snum, strata = ~region + stype, fpc = ~N1 + N2,
                            data = picked)
# The same schools, as if drawn from each district without regard to type.
picked$N2_district <- as.vector(table(population$dnum)[as.character(picked$dnum)])
stratified_one <- svydesign(id = ~dnum + snum, strata = ~region, fpc = ~N1 + N2_district,
                            data = picked)

# From apipop: county > district > school.
three <- do.call(rbind, lapply(evenly(population$county, 16), function(k) {
  county <- population[population$county == k, ]
  districts <- evenly(county$dnum, 3)
  county$N1 <- length(unique(population$county))
  county$N2 <- length(unique(county$dnum))
  do.call(rbind, lapply(districts, function(d) {
    own <- county[county$dnum == d, ]
    own$N3 <- nrow(own)
    own[own$snum %in% evenly(own$snum, 3), ]
  }))
}))
rownames(three) <- NULL
three_stage <- svydesign(id = ~county + dnum + snum, fpc = ~N1 + N2 + N3, data = three)
# The third stage left out: districts count as if every school of theirs were observed.
three_cut <- svydesign(id = ~county + dnum, fpc = ~N1 + N2, weights = ~w,
                       data = transform(three, w = weights(three_stage)))

save_golden("two_stage",
  inputs = list(
    apiclus2 = columns(schools, used),
    mu284 = columns(mu284, c("id1", "n1", "id2", "y1", "n2", "first", "high")),
    stratified_two = columns(picked, c("region", "dnum", "snum", "stype", "sch.wide", "api00",
                                       "enroll", "api.stu", "N1", "N2", "N2_district")),
    three_stage = columns(three, c("county", "dnum", "snum", "stype", "sch.wide", "api00",
                                   "enroll", "api.stu", "N1", "N2", "N3"))),
  outputs = list(
    two_stage = everything(two,
                           "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)"),
    two_stage_weights = everything(two_weights, paste(
      "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2)")),
    two_stage_first_fpc_only = c(everything(first_only, paste(
      "svydesign(id = ~dnum, fpc = ~fpc1, weights = ~pw, data = apiclus2): the only way to",
      "give R no fpc for the second stage")), list(two_ids_one_fpc_message = refused_one_fpc)),
    two_stage_ultimate = ultimate(two_weights, paste(
      "options(survey.ultimate.cluster = TRUE); svydesign(id = ~dnum + snum,",
      "fpc = ~fpc1 + fpc2, weights = ~pw, data = apiclus2): the second stage adds nothing")),
    two_stage_no_fpc = everything(neither, paste(
      "svydesign(id = ~dnum + snum, weights = ~pw, data = apiclus2)")),
    two_stage_lonely = lonely(lonely_stages, paste(
      "svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2_lonely, weights = ~pw,",
      "data = apiclus2)")),
    mu284 = mu284_answers,
    stratified_both_stages = everything(stratified_two, paste(
      "svydesign(id = ~dnum + snum, strata = ~region + stype, fpc = ~N1 + N2,",
      "data = stratified_two)")),
    stratified_first_stage = everything(stratified_one, paste(
      "svydesign(id = ~dnum + snum, strata = ~region, fpc = ~N1 + N2_district,",
      "data = stratified_two)")),
    three_stage = everything(three_stage, paste(
      "svydesign(id = ~county + dnum + snum, fpc = ~N1 + N2 + N3, data = three_stage)")),
    three_stage_two_given = everything(three_cut, paste(
      "svydesign(id = ~county + dnum, fpc = ~N1 + N2, weights = ~w, data = three_stage), w the",
      "weights of three_stage"))
  ))
