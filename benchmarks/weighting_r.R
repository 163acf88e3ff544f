# Raking by R's survey, area by area: its `rake` makes the table of all margins crossed.
# Run as FOLDER NAME; leaves NAME.json and NAME.bin in the folder.
suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
given <- commandArgs(trailingOnly = TRUE)
folder <- given[1]
name <- given[2]
sizes <- fromJSON(file.path(folder, "sizes.json"))
n <- sizes$n
raw <- function(name, what, count) {
  readBin(file.path(folder, paste0(name, ".bin")), what, count, size = if (what == "integer") 4 else 8)
}
codes <- matrix(raw("codes", "integer", n * length(sizes$categories)), nrow = n)
totals <- raw("totals", "double", sum(sizes$categories) * sizes$areas)
base <- raw("base", "double", n)
area <- raw("area", "integer", n)
if (sizes$replicates > 0) {
  copies <- matrix(raw("replicates", "double", n * sizes$replicates), nrow = n)
}
starts <- cumsum(c(0, sizes$categories * sizes$areas))
margins <- paste0("m", seq_along(sizes$categories))
frame <- as.data.frame(codes - outer(area, sizes$categories))
names(frame) <- margins
wanted <- function(a, m) {
  k <- sizes$categories[m]
  data.frame(setNames(list(0:(k - 1)), margins[m]), Freq = totals[starts[m] + a * k + 1:k])
}
raked <- function(a, rows) {
  design <- if (sizes$replicates > 0) {
    svrepdesign(frame[rows, ], repweights = copies[rows, ], weights = base[rows], type = "other",
                scale = 1 / sizes$replicates, rscales = rep(1, sizes$replicates),
                combined.weights = TRUE)
  } else {
    svydesign(~1, weights = ~w, data = cbind(frame[rows, ], w = base[rows]))
  }
  after <- rake(design, lapply(margins, function(m) reformulate(m)),
                lapply(seq_along(margins), function(m) wanted(a, m)),
                control = list(maxit = 1000, epsilon = 1e-12))
  if (sizes$replicates > 0) weights(after, "analysis") else weights(after)
}
before <- proc.time()
by_area <- split(seq_len(n), area)
found <- lapply(names(by_area), function(a) raked(as.integer(a), by_area[[a]]))
took <- proc.time() - before
after <- if (sizes$replicates > 0) do.call(rbind, found) else unlist(found)
writeBin(as.vector(after), file.path(folder, paste0(name, ".bin")))
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
write(toJSON(list(seconds = took[["elapsed"]], cpu = sum(took[c("user.self", "sys.self")]),
                  peak_mb = peak / 1000), auto_unbox = TRUE, digits = NA),
      file.path(folder, paste0(name, ".json")))
