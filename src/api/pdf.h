/*
 * pdf: a page printed to a file by a Chromium that is on this machine.
 *
 * The one place where another program is run.  It gets the page's file name and no network; the PDF is a convenience for
 * printing and no part of the release, whose bytes it cannot reach.
 */
#ifndef HUSH_API_PDF_H
#define HUSH_API_PDF_H

#include "base/error.h"

/* The program's path, freed by the caller. HUSH_E_ENGINE when there is none on the PATH. */
hush_status hush_pdf_program(char **program, hush_error *err);

/*
 * Prints the HTML file `page` into the new file `pdf`, over an older one.  HUSH_E_ENGINE when the program fails, or takes longer
 * than two minutes; then nothing is written.
 */
hush_status hush_pdf_print(const char *program, const char *page, const char *pdf, hush_error *err);

#endif
