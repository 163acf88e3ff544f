# The book by R's survey: svyby over some questions at a time, with Wald limits.
# Run as FOLDER SCENARIO REPEATS SECONDS; leaves passes.json and numbers.bin in the folder.
suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
started <- proc.time()[["elapsed"]]
given <- commandArgs(trailingOnly = TRUE)
folder <- given[1]
scenario <- given[2]
cap <- as.numeric(given[4])
sizes <- fromJSON(file.path(folder, "sizes.json"))
n <- sizes$n
raw <- function(name, what, count) {
  readBin(file.path(folder, paste0(name, ".bin")), what, count, size = if (what == "integer") 4 else 8)
}

answers <- matrix(raw("answers", "integer", n * sizes$questions), nrow = n)
frame <- data.frame(
  area = raw("area", "integer", n), household = raw("household", "integer", n),
  age = raw("age", "integer", n), sex = raw("sex", "integer", n), w = raw("weight", "double", n)
)
frame$cell <- (frame$age - 1) * 2 + frame$sex
names <- paste0("q", seq_len(sizes$questions))
for (each in seq_along(names)) frame[[names[each]]] <- factor(answers[, each], levels = 1:5)
rm(answers)
if (scenario == "replicates") {
  copies <- matrix(raw("replicates", "double", n * sizes$replicates), nrow = n)
}
controls <- data.frame(cell = 1:8, Freq = raw("controls", "double", 8))
cut <- if (scenario == "demographic") ~ age + area else ~area
domains <- sizes$areas * (if (scenario == "demographic") 4 else 1)

make_design <- function() {
  if (scenario == "replicates") {
    return(svrepdesign(frame[c("area", names)],
      repweights = copies, weights = frame$w, type = "other",
      scale = 1 / sizes$replicates, rscales = rep(1, sizes$replicates), mse = TRUE,
      combined.weights = TRUE
    ))
  }
  design <- svydesign(~household, strata = ~area, weights = ~w, data = frame)
  if (scenario == "calibrated") design <- postStratify(design, ~cell, controls)
  design
}

# Shares and standard errors of some questions, (2, 5, domains, questions).
book <- function(design, asked) {
  shares <- svyby(reformulate(asked), cut, design, svymean)
  limits <- confint(shares, df = degf(design))
  place <- c(domains, 5, length(asked))
  numbers <- array(c(array(coef(shares), place), array(SE(shares) |> unlist(), place)), c(place, 2))
  aperm(numbers, c(4, 2, 1, 3))
}

chunk <- if (n > 1e5 && scenario %in% c("calibrated", "replicates")) 2 else 10
now <- function() proc.time()[["elapsed"]]
worked <- function() sum(proc.time()[c("user.self", "sys.self")])
one_pass <- function(asked, limit) {
  before <- now()
  processor <- worked()
  design <- make_design()
  designed <- now()
  parts <- list()
  done <- 0
  while (done < length(asked)) {
    some <- asked[(done + 1):min(done + chunk, length(asked))]
    parts[[length(parts) + 1]] <- book(design, some)
    done <- done + length(some)
    if ((now() - designed) * length(asked) / done > limit) break
  }
  told <- list(design = designed - before, book = now() - designed, cpu = worked() - processor)
  list(told = told, parts = parts, done = done)
}

peak_mb <- function() {
  status <- "/proc/self/status"
  if (!file.exists(status)) return(NA)
  line <- grep("^VmHWM", readLines(status), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

passes <- list()
for (number in 0:as.numeric(given[3])) {
  left <- cap - (now() - started)
  if (number > 0 && left < 1.2 * (passes[[number]]$design + passes[[number]]$book)) break
  result <- one_pass(names, if (number > 0) Inf else 0.4 * left)
  passes[[number + 1]] <- result$told
  if (number == 0) {
    names <- names[seq_len(result$done)]
    writeBin(unlist(result$parts), file.path(folder, "numbers.bin"))
  }
  told <- list(questions = result$done, passes = passes, peak_mb = peak_mb())
  write_json(told, file.path(folder, "passes.json"), auto_unbox = TRUE, digits = 6)
}
