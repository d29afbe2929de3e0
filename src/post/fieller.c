/* fieller: see fieller.h. No floating point, so that every machine gives the same ends. */
#include "post/fieller.h"

enum { ROOT_BITS = 128 };

void hush_fraction_variance(const struct hush_fraction *f, const struct hush_rational *ratio, struct hush_rational *variance)
{
	mpq_t term;

	mpq_init(term);
	mpq_mul(term, ratio->q, ratio->q);
	mpq_mul(term, term, f->variance_below->q);
	mpq_add(variance->q, f->variance_above->q, term);
	mpq_mul(term, ratio->q, f->covariance->q);
	mpq_sub(variance->q, variance->q, term);
	mpq_sub(variance->q, variance->q, term);
	if (mpq_sgn(variance->q) < 0) {
		mpq_set_ui(variance->q, 0, 1); /* by the last digit of rounded variances */
	}
	mpq_mul(term, f->below->q, f->below->q);
	mpq_div(variance->q, variance->q, term);
	mpq_clear(term);
}

/* root = sqrt(value) rounded up to a multiple of 2^-ROOT_BITS over the denominator; value >= 0 */
static void root_up(mpq_t root, const mpq_t value)
{
	mpz_t product;
	mpz_t denominator;

	mpz_init(product);
	mpz_init_set(denominator, mpq_denref(value));
	mpz_mul(product, mpq_numref(value), denominator);
	mpz_mul_2exp(product, product, 2 * ROOT_BITS);
	mpz_sqrt(mpq_numref(root), product);
	mpz_submul(product, mpq_numref(root), mpq_numref(root));
	if (mpz_sgn(product) != 0) {
		mpz_add_ui(mpq_numref(root), mpq_numref(root), 1);
	}
	mpz_mul_2exp(mpq_denref(root), denominator, ROOT_BITS);
	mpq_canonicalize(root);
	mpz_clear(product);
	mpz_clear(denominator);
}

/* to = x y - z^2 v */
static void product_less(mpq_t to, const struct hush_rational *x, const struct hush_rational *y,
                         const struct hush_rational *z_squared, const struct hush_rational *v)
{
	mpq_t term;

	mpq_init(term);
	mpq_mul(to, x->q, y->q);
	mpq_mul(term, z_squared->q, v->q);
	mpq_sub(to, to, term);
	mpq_clear(term);
}

/* The roots of A r^2 - 2 B r + C with A = R^2 - z^2 vR, B = HR - z^2 c, C = H^2 - z^2 vH. */
bool hush_fieller_end(const struct hush_fraction *f, const struct hush_rational *z_squared, int side,
                      struct hush_rational *end)
{
	bool bounded;
	mpq_t a;
	mpq_t b;
	mpq_t c;
	mpq_t d;

	mpq_inits(a, b, c, d, NULL);
	product_less(a, f->below, f->below, z_squared, f->variance_below);
	product_less(b, f->above, f->below, z_squared, f->covariance);
	product_less(c, f->above, f->above, z_squared, f->variance_above);
	bounded = mpq_sgn(a) > 0;
	if (bounded) {
		mpq_mul(d, b, b);
		mpq_mul(c, a, c);
		mpq_sub(d, d, c);
		if (mpq_sgn(d) < 0) {
			mpq_set_ui(d, 0, 1); /* vH vR >= c^2 holds for the laws, and may fail by their variances' last digit */
		}
		root_up(c, d);
		if (side > 0) {
			mpq_add(b, b, c);
		} else {
			mpq_sub(b, b, c);
		}
		mpq_div(end->q, b, a);
	}
	mpq_clears(a, b, c, d, NULL);
	return bounded;
}
