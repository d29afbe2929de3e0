/* parts: the mechanisms of a composition, as a case names them. */
#ifndef HUSH_TESTS_VECTORS_PARTS_H
#define HUSH_TESTS_VECTORS_PARTS_H

#include "plan/loss.h"
#include "vectors.h"

/* {"mech", "scale" or "sigma" or "sigma2", "sens", "count"} from the case's own members; further members may follow. */
bool vector_part(struct vector_case *c, struct hush_loss_part *part);

/* The list "parts"; *parts is of the pool. */
bool vector_parts(struct vector_case *c, struct hush_loss_part **parts, uint32_t *count);

/* delta(epsilon), or epsilon(delta): a closed form when all noise is Gaussian, else the exact loss. */
bool vector_delta_of(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count,
                     const struct hush_rational *epsilon, struct hush_range *delta);
bool vector_epsilon_of(struct vector_case *c, const struct hush_loss_part *parts, uint32_t count,
                       const struct hush_rational *delta, struct hush_range *epsilon);

#endif
