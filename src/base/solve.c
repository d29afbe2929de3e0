/* solve: see solve.h. */
#include "base/solve.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

enum { STEPS = 200 };

static bool iterate(gsl_root_fsolver *solver, gsl_function *function, double low, double high, double *root)
{
	if (gsl_root_fsolver_set(solver, function, low, high) != GSL_SUCCESS) {
		return false;
	}
	for (int step = 0; step < STEPS; step++) {
		int state;

		if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) {
			return false;
		}
		state = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-14, 1e-14);
		if (state == GSL_SUCCESS) {
			*root = gsl_root_fsolver_root(solver);
			return true;
		}
		if (state != GSL_CONTINUE) {
			return false;
		}
	}
	return false;
}

bool hush_solve_root(hush_solve_function f, void *context, double low, double high, double *root)
{
	gsl_function function = {.function = f, .params = context};
	/* GSL's own handler ends the process. The host's handler comes back when we are done. */
	gsl_error_handler_t *host = gsl_set_error_handler_off();
	gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	bool found = solver && iterate(solver, &function, low, high, root);

	if (solver) {
		gsl_root_fsolver_free(solver);
	}
	gsl_set_error_handler(host);
	return found;
}
