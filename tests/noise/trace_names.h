/*
 * trace_names: renames what the samplers export, so that `trace_replay` can be linked beside the library itself.
 *
 * Included before everything else in each source of `trace_replay`.
 */
#ifndef HUSH_TESTS_TRACE_NAMES_H
#define HUSH_TESTS_TRACE_NAMES_H

#define hush_bernoulli trace_bernoulli
#define hush_bernoulli_exp_z trace_bernoulli_exp_z
#define hush_bernoulli_narrow trace_bernoulli_narrow
#define hush_bernoulli_run trace_bernoulli_run
#define hush_bernoulli_z trace_bernoulli_z
#define hush_bits_take trace_bits_take
#define hush_gaussian_clear trace_gaussian_clear
#define hush_gaussian_draw trace_gaussian_draw
#define hush_gaussian_draw_z trace_gaussian_draw_z
#define hush_gaussian_prepare trace_gaussian_prepare
#define hush_laplace_clear trace_laplace_clear
#define hush_laplace_draw trace_laplace_draw
#define hush_laplace_geometric trace_laplace_geometric
#define hush_laplace_geometric_z trace_laplace_geometric_z
#define hush_laplace_magnitude trace_laplace_magnitude
#define hush_laplace_magnitude_z trace_laplace_magnitude_z
#define hush_laplace_prepare trace_laplace_prepare
#define hush_noise_check_parameter trace_noise_check_parameter
#define hush_noise_clamp trace_noise_clamp
#define hush_noise_clamp_z trace_noise_clamp_z
#define hush_uniform trace_uniform
#define hush_uniform_z trace_uniform_z

#endif
