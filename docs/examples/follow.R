# Keep a copy of the archive: one JSON file for each published report, brought up to date by its public changes.
#
#     Rscript follow.R https://archive.example copy
#
# R 4.1 or newer with the package jsonlite. Run it again to go on: the cursor is written behind the reports that it
# stands for, so that a run after a kill does again what was half done. What it asks for is described in docs/api.md.

library(jsonlite)

SIZE <- 200      # changes in one answer
PATIENCE <- 5    # seconds between two tries while the archive does not answer

# Return list(status, text) of an address; wait as long as the archive asks for, or while it is away.
ask <- function(address) {
  repeat {
    body <- tempfile()
    answer <- tryCatch(
      suppressWarnings(curlGetHeaders(address, redirect = TRUE, verify = TRUE)),
      error = function(problem) NULL
    )
    status <- if (is.null(answer)) 0L else attr(answer, "status")
    if (status == 200L) {
      fetched <- tryCatch(download.file(address, body, quiet = TRUE, mode = "wb"), error = function(problem) 1L,
                          warning = function(problem) 1L)
      if (fetched == 0L) return(list(status = 200L, text = paste(readLines(body, encoding = "UTF-8", warn = FALSE), collapse = "\n")))
    } else if (status >= 400L && status < 500L && status != 429L) {
      return(list(status = status, text = ""))
    }
    wait <- grep("^retry-after:", answer, ignore.case = TRUE, value = TRUE)
    Sys.sleep(if (length(wait)) as.numeric(trimws(sub("^[^:]*:", "", wait[1]))) else PATIENCE)
  }
}

# Write a file as a whole: whoever reads it, or a kill, meets the old one or the new one.
write_whole <- function(path, text) {
  beside <- paste0(path, ".new")
  connection <- file(beside, "wb")
  writeBin(charToRaw(enc2utf8(text)), connection)
  close(connection)
  file.rename(beside, path)
}

# Fetch a published report into the copy, or take one that went away out of it.
take <- function(address, folder, change) {
  kept <- file.path(folder, paste0(change$id, ".json"))
  if (change$status == "published") {
    report <- ask(paste0(address, "/api/v1/reports/", change$id))
    if (report$status == 200L) return(invisible(write_whole(kept, report$text)))
    if (!report$status %in% c(404L, 410L)) stop("the archive answers ", report$status)
    # it went away meanwhile, and a later change says so
  }
  unlink(kept)
}

# Bring the copy in a folder up to date and return how many changes there were.
follow <- function(address, folder) {
  dir.create(folder, showWarnings = FALSE, recursive = TRUE)
  place <- file.path(folder, "cursor")
  done <- 0L
  repeat {
    cursor <- if (file.exists(place)) readLines(place, warn = FALSE) else ""
    answer <- ask(paste0(address, "/api/v1/changes?since=", cursor, "&size=", SIZE))
    if (answer$status == 410L) { # the archive came back from a backup: what we remember says nothing in it
      unlink(folder, recursive = TRUE)
      dir.create(folder)
      next
    }
    if (answer$status != 200L) stop("the archive answers ", answer$status)
    told <- fromJSON(answer$text, simplifyVector = FALSE)
    for (change in told$changes) take(address, folder, change)
    write_whole(place, told$cursor)
    done <- done + length(told$changes)
    if (!told$more) return(done)
  }
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 2L) cat(follow(arguments[1], arguments[2]), "changes\n")
