# A made-up survey of residents: areas as strata, dwellings drawn in each, adults in them.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

# ---- The survey ----

set.seed(20260101, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
areas <- LETTERS[1:8]
dwellings <- c(A = 2400, B = 1800, C = 1500, D = 1200, E = 900, F = 640, G = 420, H = 310)
drawn <- c(A = 150, B = 130, C = 115, D = 105, E = 95, F = 85, G = 75, H = 60)
ages <- c("18-34", "35-49", "50-64", "65+")
leaning <- c(A = 0.3, B = 0.1, C = -0.2, D = 0, E = 0.5, F = -0.4, G = -0.1, H = 0.2)
questions <- paste0("q", 1:12)
marks <- paste0("m", 1:5)

people <- do.call(rbind, lapply(areas, function(area) {
  do.call(rbind, lapply(seq_len(drawn[[area]]), function(k) {
    adults <- sample(1:4, 1, prob = c(0.35, 0.45, 0.13, 0.07))
    answering <- min(3, max(1, rbinom(1, adults, 0.75)))
    home <- rnorm(1, sd = 0.7)
    data.frame(area = area, dwelling = k, adults = adults, answering = answering,
               age_group = sample(ages, answering, TRUE, c(0.24, 0.27, 0.26, 0.23)),
               sex = sample(c("men", "women"), answering, TRUE, c(0.46, 0.54)),
               lean = leaning[[area]] + home + rnorm(answering, sd = 0.8))
  }))
}))
rownames(people) <- NULL
n <- nrow(people)
people$dwelling <- match(paste(people$area, people$dwelling),
                         unique(paste(people$area, people$dwelling)))
people$n_dwellings <- unname(dwellings[people$area])
people$weight <- unname(dwellings[people$area] / drawn[people$area]) * people$adults / people$answering
older <- match(people$age_group, ages)

# Answers 1 to 5; 8 is "don't know", 9 is "no answer".
for (k in seq_along(questions)) {
  pull <- c(0.9, 0.7, 0.5, 0.3, 0, -0.4, 0.8, 0.2, 0.6, -0.6, 0.4, 0.5)[k]
  level <- c(0.2, -0.3, 0.5, 0, 0.8, 0.1, -0.6, 1.2, 0, 0.3, -0.2, 0.4)[k]
  x <- level + pull * people$lean + 0.1 * (older - 2.5) * (k %% 3 - 1) + rnorm(n)
  answer <- findInterval(x, c(-1.3, -0.4, 0.5, 1.4)) + 1
  gone <- runif(n)
  answer[gone < 0.02 + 0.01 * (k %% 4)] <- 8
  answer[gone > 0.985] <- 9
  people[[questions[k]]] <- answer
}
people$years_in_area <- pmin(70, round(rgamma(n, 1.4, scale = 5 + 3 * older)))
people$years_in_area[runif(n) < 0.03] <- NA
# The last question is put only to those who have lived there five years.
people$q12[is.na(people$years_in_area) | people$years_in_area < 5] <- NA
# Five boxes to tick; nobody who skipped the question has ticked one.
skipped <- runif(n) < 0.04
for (k in seq_along(marks)) {
  tick <- as.numeric(runif(n) < plogis(c(-0.3, -1.2, 0.4, -2.2, -3.2)[k] + 0.4 * people$lean))
  people[[marks[k]]] <- replace(tick, skipped, NA)
}
people$index <- round(pmin(100, pmax(0, 58 + 13 * people$lean - 2 * (older - 2.5) + rnorm(n,
    sd = 14))), 1)
people$index[runif(n) < 0.05] <- NA
people$lean <- NULL

raw <- people
people$area <- factor(people$area, levels = areas)
people$age_group <- factor(people$age_group, levels = ages)
people$sex <- factor(people$sex, levels = c("men", "women"))
for (q in questions) people[[q]] <- factor(people[[q]], levels = 1:5)
stopifnot(n > 1100, n < 1500)

# ---- Designs ----

fpc <- svydesign(id = ~dwelling, strata = ~area, fpc = ~n_dwellings, weights = ~weight,
                 data = people)
no_fpc <- svydesign(id = ~dwelling, strata = ~area, weights = ~weight, data = people)
total <- sum(weights(fpc))
n_sex <- c(men = round(0.487 * total), women = round(total) - round(0.487 * total))
n_age <- round(total * c(0.262, 0.258, 0.247, 0.233))
n_age[1] <- sum(n_sex) - sum(n_age[-1])
names(n_age) <- ages
to <- c(`(Intercept)` = sum(n_sex), sexwomen = n_sex[["women"]],
        setNames(n_age[-1], paste0("age_group", ages[-1])))
raked <- calibrate(fpc, ~sex + age_group, to, calfun = "raking", epsilon = 1e-13, maxit = 500)
by_rake <- rake(fpc, list(~sex, ~age_group),
                list(data.frame(sex = names(n_sex), Freq = as.vector(n_sex)),
                     data.frame(age_group = names(n_age), Freq = as.vector(n_age))),
                control = list(maxit = 1000, epsilon = 1e-13))
stopifnot(max(abs(weights(by_rake) / weights(raked) - 1)) < 1e-9)
steps <- list(list(x = model.matrix(~sex + age_group, people), before = weights(fpc),
                   after = weights(raked), calfun = "raking", bounds = NULL))
variance_of <- function(z, design) {
  if (is.null(design$postStrata)) covariance(z * weights(design), design)
  else covariance(weighted_influence(z, steps), fpc)
}

# ---- Differences ----

CONTRAST <- "H"
# Each area beside the contrast area, beside all others, and beside everyone, itself among
# them. All three hold the covariance of the two sides.
differences <- function(vars, design) {
  frame <- model.frame(design)
  w <- weights(design, "sampling")
  side <- function(inside) {
    inside <- as.numeric(inside)
    x <- frame[[vars]]
    y <- if (is.factor(x)) 0 + outer(as.character(x), levels(x), "==") else as.matrix(x)
    keep <- inside * !is.na(x)
    y[is.na(y)] <- 0
    list(estimate = colSums(w * keep * y) / sum(w * keep),
         z = change_with_weight("mean", vars, design, inside))
  }
  gap <- function(here, there) {
    a <- side(here)
    b <- side(there)
    list(estimate = a$estimate - b$estimate, z = a$z - b$z)
  }
  run <- function(domains, other) {
    gaps <- lapply(domains, function(d) gap(frame$area == d, other(d)))
    z <- do.call(cbind, lapply(gaps, `[[`, "z"))
    subsets <- lapply(domains,
                      function(d) design[(frame$area == d | other(d)) & !is.na(frame[[vars]]), ])
    c(list(domains = arr(domains)),
      record(unlist(lapply(gaps, `[[`, "estimate")), variance_of(z, design), degf(design)),
      list(df_both_sides = arr(vapply(subsets, degf, 0))))
  }
  out <- list(variable = vars, order = DOMAIN_ORDER, contrast_area = CONTRAST,
       minus_contrast = run(setdiff(areas, CONTRAST), function(d) frame$area == CONTRAST),
       minus_rest = run(areas, function(d) frame$area != d),
       minus_all = run(areas, function(d) rep(TRUE, nrow(frame))))
  if (is.null(design$postStrata)) {
    # The first through svyby and svycontrast.
    r <- by_domain("mean", vars, design, "area")
    k <- length(r$estimate) / length(areas)
    a <- kronecker(cbind(diag(length(areas) - 1), -1), diag(k))
    stopifnot(isTRUE(all.equal(unname(a %*% r$vcov %*% t(a)), out$minus_contrast$vcov,
                               tolerance = 1e-9)))
  }
  out
}

# One question by area and age without the covariance between domains, which is large.
slim <- function(r) {
  k <- length(r$estimate) / length(r$domains)
  r$vcov_within_domain <- lapply(seq_along(r$domains), function(i) {
    own <- (i - 1) * k + seq_len(k)
    r$vcov[own, own, drop = FALSE]
  })
  r$vcov <- NULL
  r
}

share_all <- function(design, which, f = estimate) lapply(setNames(which, paste0("share_", which)),
                                                          function(q) f("mean", q, design))
share_by <- function(design, which, by) {
  lapply(setNames(which, paste0("share_", which, "_by_", paste(by, collapse = "_"))),
         function(q) by_domain("mean", q, design, by))
}
answers <- function(design, how, which, everything) {
  both <- c("area", "age_group")
  c(list(design = design_record(design, how)),
    share_all(design, which),
    share_by(design, which, "area"),
    share_by(design, which[1], "age_group"),
    list(share_marks = estimate("mean", marks, design),
         total_marks = estimate("total", marks, design),
         share_marks_by_area = by_domain("mean", marks, design, "area"),
         mean_index = estimate("mean", "index", design),
         mean_index_years_in_area = estimate("mean", c("index", "years_in_area"), design),
         total_years_in_area = estimate("total", "years_in_area", design),
         share_age_group = estimate("mean", "age_group", design),
         share_age_group_by_area = by_domain("mean", "age_group", design, "area"),
         total_sex = estimate("total", "sex", design),
         mean_index_by_area = by_domain("mean", "index", design, "area"),
         mean_years_in_area_by_area = by_domain("mean", "years_in_area", design, "area"),
         mean_index_by_age_group = by_domain("mean", "index", design, "age_group"),
         mean_index_by_area_age_group = by_domain("mean", "index", design, both),
         differences_index = differences("index", design),
         differences_q1 = differences("q1", design)),
    if (everything) c(
      share_by(design, "q1", both),
      lapply(share_by(design, which[-1], both), slim),
      lapply(setNames(which[-1], paste0("differences_", which[-1])), function(q) {
        d <- differences(q, design)
        for (k in c("minus_contrast", "minus_rest", "minus_all")) d[[k]]$vcov <- NULL
        d
      })) else lapply(share_by(design, "q1", both), slim))
}

# The derivative of the raked estimates with the base weights; see calibration_chain.
derivative_of <- function(statistic, vars) {
  z <- change_with_weight(statistic, vars, raked, rep(1, n))
  r <- estimate(statistic, vars, raked)
  c(list(statistic = statistic, variables = arr(vars)), record(r$estimate, variance_of(z, raked),
                                                               degf(fpc)))
}
derivative_by <- function(statistic, vars, by) {
  found <- domains_of(people, by)
  z <- do.call(cbind, lapply(found$rows, function(r) change_with_weight(statistic, vars, raked,
      as.numeric(r))))
  r <- by_domain(statistic, vars, raked, by)
  c(list(statistic = statistic, variables = arr(vars), by = arr(by), domains = arr(found$names),
         domain_values = found$values, order = DOMAIN_ORDER),
    record(r$estimate, variance_of(z, raked), degf(fpc)))
}
raked_how <- "calibrate(fpc, ~sex + age_group, margins, calfun = \"raking\", epsilon = 1e-13, maxit = 500)"
plain <- answers(raked, raked_how, c("q1", "q2"), FALSE)
# The differences there come from the derivative.
plain$differences_are <- "from the derivative, as everything under derivative"
few <- function(design) list(
  share_q1 = estimate("mean", "q1", design),
  share_q1_by_area = by_domain("mean", "q1", design, "area"),
  mean_index = estimate("mean", "index", design),
  mean_index_by_area = by_domain("mean", "index", design, "area"))

save_golden("resident",
  inputs = list(resident = columns(raw, c("area", "dwelling", "n_dwellings", "adults", "answering",
                                          "weight",
                                          "age_group", "sex", questions, marks, "years_in_area",
                                          "index")),
                missing_codes = list(`8` = "don't know", `9` = "no answer"),
                margins = list(sex = as.list(n_sex), age_group = as.list(n_age))),
  outputs = list(
    definitions = list(
      shares = "of the answers 1 to 5; 8, 9 and null are left out",
      minus_contrast = "area minus area H", minus_rest = "area minus all other areas together",
      minus_all = "area minus all areas together, itself among them",
      df_both_sides = "PSUs minus strata with an answer on either side"),
    fpc = answers(fpc,
                  paste("svydesign(id = ~dwelling, strata = ~area, fpc = ~n_dwellings, weights = ~weight,",
                             "data = resident)"), questions, TRUE),
    no_fpc = answers(no_fpc,
                     "svydesign(id = ~dwelling, strata = ~area, weights = ~weight, data = resident)",
                     c("q1", "q2"), FALSE),
    raked = c(plain, list(
      weights = arr(weights(raked)),
      derivative = list(
        share_q1 = derivative_of("mean", "q1"),
        share_q1_by_area = derivative_by("mean", "q1", "area"),
        share_marks_by_area = derivative_by("mean", marks, "area"),
        mean_index = derivative_of("mean", "index"),
        mean_index_by_area = derivative_by("mean", "index", "area"),
        mean_index_by_area_age_group = derivative_by("mean", "index", c("area", "age_group"))),
      package_rake = few(by_rake)))))
