/* messages_es: what a release says, in Spanish. Numbers keep the form used in the United States and Mexico: 12,345. */
#include "publish/messages.h"

/* As in messages_en.c. */
#define FILES_AND_COUNTS \
	"Archivos cuyas comillas dobles no vienen en pares dentro de cada registro, de lo que se ocupan los programas que " \
	"escriben CSV: ahí un registro podría decidir si otro se lee.", \
	"En fuentes que llegan ya contadas: números que no están escritos solo con dígitos, pues un separador de miles " \
	"hace ilegible el número.",

#define ALWAYS \
	"Un operador que oculta una publicación o lleva un segundo registro de privacidad: el presupuesto solo limita lo que este " \
	"conoce.", \
	"Quien puede observar la computadora mientras trabaja: el tiempo y la memoria que usa.", \
	"Estadísticas sobre los mismos registros publicadas por otras vías.", \
	"La institución que usa la herramienta: tiene los registros y se confía en ella.", \
	"Un generador de números aleatorios del sistema operativo que se pueda predecir.",

#define WEAKER \
	"se limitan como uno solo, y la garantía de cada uno puede " \
	"ser más débil: hasta el doble de épsilon; hasta el doble de rho si todas las tablas son recuentos (ninguna suma ni " \
	"media) cuyos números tienen su propio ruido gaussiano, y si no, hasta cuatro veces rho; y hasta el doble del delta " \
	"de los valores que ninguna lista nombra.",

static const char *const not_covered[] = {
	FILES_AND_COUNTS
	"Quien tiene varias placas: cada placa se protege por separado.",
	"Lecturas erróneas: una placa mal leída cuenta como otro vehículo, salvo que ambas lecturas queden iguales "
	"en la escritura uniforme que nombra la especificación (su forma canónica).",
	"Vehículos cuyas placas quedan iguales en esa escritura: " WEAKER
	ALWAYS
	NULL};

static const char *const not_covered_users[] = {
	FILES_AND_COUNTS
	"Quien tiene varias cuentas de acceso: cada cuenta se protege por separado.",
	"Quienes comparten una cuenta de acceso: " WEAKER
	ALWAYS
	NULL};

const struct hush_messages hush_messages_es = {
	.language = "es",
	.records = {"registros", "lecturas", "coincidencias", "coincidencias verificadas", "consultas"},
	.counted = {"registros contados", "lecturas contadas", "coincidencias contadas", "coincidencias verificadas contadas",
	            "consultas contadas"},
	.entity = {"vehículo", "usuario", "declarado"},
	.entities = {"vehículos", "usuarios", "declarados"},
	.window = {"día", "semana", "mes", "trimestre", "año"},
	.windows = {"días", "semanas", "meses", "trimestres", "años"},
	.one_window = {"un día", "una semana natural", "un mes natural", "un trimestre natural", "un año natural"},
	.given_window = {"en un día dado", "en una semana dada", "en un mes dado", "en un trimestre dado", "en un año dado"},
	.that_window = {"ese día", "esa semana", "ese mes", "ese trimestre", "ese año"},
	.months = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
	           "diciembre"},
	.short_months = {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
	.weekdays = {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
	.short_weekdays = {"lun", "mar", "mié", "jue", "vie", "sáb", "dom"},
	.and = " y ",
	.quoted = "«{0}»",
	.date = "{0} de {1} de {2}",
	.label_date = "{0} {1} {2}",
	.short_date = "{0} {1}",
	.month_date = "{0} de {1}",
	.short_month_date = "{0} {1}",
	.week_of = "semana del {0}",
	.bin = "{0} a menos de {1}",
	.short_bin = "{0}–{1}",
	.hour_label = "{0}, {1}:00",
	.date_range = "del {0} al {1}",
	.days_of_month = "del {0} al {1} de {2} de {3}",
	.days_of_year = "del {0} de {1} al {2} de {3} de {4}",

	.different = "{0} distintos",
	.entity_windows = "{2}-{3}",
	.counted_declared = "{0} por aparatos que no conocen placas, por lo que no se limitan por vehículo",
	.counted_rows = "{0}, a lo más {1} por {2} y {3}",
	.counted_entities = "{0}, cada uno contado en a lo más {1} de {2} por {3}",
	.counts_twice = "; un {0} registrado en dos {1} cuenta dos veces",
	.only_with = "; solo con {0}",
	.entries_of = "{0} valores de «{1}»",
	.combinations_of = "{0} combinaciones de {1}",
	.entries_any = "los valores de «{0}»",
	.combinations_any = "las combinaciones de {0}",
	.discovered = "Ninguna lista dice de antemano qué valores de «{0}» hay. Un valor se publica solo si su recuento, "
	              "con el ruido, es {1} o más, y se publican a lo más {2} valores. Pueden faltar valores menos "
	              "frecuentes: que un valor no esté aquí no significa que no se haya registrado, y los números no "
	              "suman un total. Los recuentos cercanos a {1} tienden a ser demasiado altos: los que el ruido bajó "
	              "no se muestran.",
	.discovered_any = "Ninguna lista dice de antemano qué valores de «{0}» hay. Un valor se publica, con todos sus "
	                  "recuentos, solo si uno de ellos, con el ruido, es {1} o más, y se publican a lo más {2} "
	                  "valores. Pueden faltar valores menos frecuentes: que un valor no esté aquí no significa que no "
	                  "se haya registrado, y los números no suman un total. Los recuentos cercanos a {1} tienden a ser "
	                  "demasiado altos: los que el ruido bajó no se muestran.",
	.discovered_alone = " Un valor que, por {1}, tiene un solo {0} queda oculto, salvo con probabilidad {2} a lo más.",
	.discovered_alone_declared = " Un valor que solo tiene un grupo de a lo más {0} {1} por {2} queda oculto, salvo "
	                             "con probabilidad {3} a lo más.",
	.discovered_windows = " Esto se refiere a lo registrado dentro de {0}: un valor que nadie más tiene puede publicarse si se "
	                      "registró también fuera de ese lapso.",
	.discovered_windows_apart = " Esto se refiere a lo registrado dentro de {0}: para un valor que se registró también fuera de "
	                            "ese lapso, las probabilidades se suman.",
	.limit_declared = "No se limita nada: los datos de la fuente «{1}» ({0}) llegan sin placas, ya contados. El "
	                  "ruido oculta cualesquiera {2} de ellos por {3}.",
	.limit_rows = "De cada {0} se cuentan a lo más {3} {1} por {2}: en a lo más {5} de {6}, y a lo más {4} en cada "
	              "caso.",
	.limit_rows_at_most = "De cada {0} se cuentan a lo más {3} {1} por {2}.",
	.limit_entities = "Cada {0} cuenta en a lo más {1} de {2} por {3}, una sola vez en cada caso.",
	.limit_entities_once = "Cada {0} cuenta una vez por {1}.",
	.limit_origin = " Estos límites se fijaron {0}.",
	.limit_policy = "por norma",
	.limit_synthetic = "probándolos con registros inventados",
	.limit_earlier = "a partir de una publicación anterior",
	.limit_looked = "mirando datos",
	.left_out_declared = "En lo que llega contado y sin placas no se limita nada, y nada se omite por esa razón.",
	.left_out_rows = "Lo que un {0} tiene por encima de estos límites no está en ningún número. Por eso los números "
	                 "de registros pueden ser mucho menores que los totales verdaderos, en una cantidad que los "
	                 "intervalos no cubren; compárelos solo con otros números limitados.",
	.left_out_entities = "Lo que un {0} tiene por encima de estos límites no está en ningún número. Por eso un "
	                     "número de {1} distintos puede omitir algunos que se registraron en muchos lugares o "
	                     "momentos.",
	.left_out_records = "Tampoco están en ningún número los registros que no se pueden leer, los que no tienen placa "
	                    "o usuario, ni los que quedan fuera de los valores listados o del periodo.",
	.left_out_repeats = "En la fuente «{0}», lo que un mismo {1} tiene con igual «{2}» cuenta una sola vez por {3}: puede "
	                    "estar en varios archivos.",
	.unit_declared = "cualesquiera {0} {1} de la fuente «{2}» dentro de {3} (hora de {4})",
	.unit_entity = "todos los registros de un {0} dentro de {1} (hora de {2})",
	.chance = "1 en {0}",
	.odds_declared = "Alguien que ya supiera todo lo demás de los registros y diera la misma probabilidad (50 %) a "
	                 "que un grupo dado de a lo más {0} {1} por {2} hubiera ocurrido o no, podría llegar a "
	                 "estar {3} seguro, solo por esta publicación",
	.odds_entity = "Alguien que ya supiera todo lo demás de los registros y diera la misma probabilidad (50 %) a que "
	               "un {0} dado se hubiera registrado {1} o no, podría llegar a estar {2} seguro, solo "
	               "por esta publicación",
	.sure_at_most = "a lo más {0} %",
	.sure_nearly = "más del 99.9 %",
	.odds_so_far = "Por todas las publicaciones que este registro de privacidad ha cargado a {1} hasta ahora, "
	               "partiendo de 50 % se podría llegar a estar {0} seguro",
	.odds_no_other = "Este registro de privacidad no ha cargado otra publicación a {0} hasta ahora: lo que esta puede "
	                 "decir es lo que pueden decir todas las suyas juntas.",
	.odds_together = " Eso vale para {0}; para {1} {2} de esta publicación juntos es más.",
	.odds_all_windows = " Quien diera la misma probabilidad (50 %) a «en cada periodo» y a «en ningún periodo» podría "
	                    "llegar a estar {0} seguro de cuál de las dos",
	.odds_all_windows_none = " Aquí no se acota qué tan seguro se podría llegar a estar de «en cada periodo» o «en "
	                         "ningún periodo»: el umbral para valores que ninguna lista nombra oculta lo que se añade "
	                         "en {0}, y un valor que nadie más tiene puede publicarse si se registró también fuera de "
	                         "ese lapso.",
	.odds_except = ", salvo con probabilidad {0}",
	.gaussian = "ruido gaussiano discreto con σ² = {0}",
	.laplace = "ruido de Laplace discreto con escala {0}",
	.correlated = "ruido gaussiano discreto, en parte igual en todos los números de la tabla, hecho con σ² = {0}, que "
	              "no es la varianza de uno de ellos",
	.exponential = "no se suma ninguno: cada valor se elige al azar, con más peso cuanto más cerca del rango pedido (mecanismo "
	               "exponencial de escala {0})",
	.no_guarantee_user = "Ninguna garantía para ningún usuario por la tabla «{0}»: protege a los vehículos "
	                     "consultados, no a los usuarios que consultaron.",
	.no_guarantee_vehicle = "Ninguna garantía para ningún vehículo por la tabla «{0}»: protege a los usuarios, pero "
	                        "sus registros también hablan de vehículos.",
	.no_guarantee_declared = "Ninguna garantía para ningún vehículo por la tabla «{0}»: sus números llegan sin "
	                         "placas, así que la promesa es más débil: oculta cualesquiera {1} {2} por {3}, y no más "
	                         "de un vehículo si tiene más.",
	.not_covered = not_covered,
	.not_covered_users = not_covered_users,
	.looked = "Se eligieron mirando los datos, lo que esta garantía no cubre: {0}.",
	.looked_values = "los valores de {0}",
	.looked_limits = "los límites de la tabla {0}",

	.age_since = "tiempo desde {0} (en {1})",
	.age_until = "la edad al {0} (en {1})",
	.age_units = {"segundos", "minutos", "horas", "días"},
	.sum_short = "suma de {0}, en pasos de {1}",
	.mean_sum_short = "suma de las distancias de {0} a {1}, en pasos de {2}",
	.mean_count_short = "valores de {0} contados",
	.quantiles_short = "cuantiles de {0}",
	.clamp = "{0} a {1}",
	.sum_counted = "{0}, llevada al intervalo de {1} por cada {2} y {3} en cada número",
	.mean_counted = "{0}: a lo más {2} valores por {3} y {4}; los que quedan fuera de {1} cuentan como el extremo más "
	                "cercano",
	.sum_limit = "Cada {0} cuenta en {1} números de la tabla como máximo por {2}, y su total en cada uno se lleva al intervalo de {3}.",
	.mean_limit = "Cada {0} cuenta en {1} números de la tabla como máximo por {2}, con {3} valores como máximo en cada uno; un valor fuera de {4} cuenta "
	              "como el extremo más cercano.",
	.mean_limit_once = "De cada {0} cuentan a lo más {2} valores por {1}; un valor fuera de {3} cuenta como el extremo "
	                   "más cercano.",
	.age_left_out = "Lo que pasa de estos límites se omite, por cada {0}; por eso las sumas y medias pueden estar lejos de las "
	                "verdaderas, en una medida que los intervalos no cubren. Los registros sin una hora en {1} no entran en ellas.",
	.amount_left_out = "Lo que pasa de estos límites se omite, por cada {0}; por eso las sumas y medias pueden estar lejos de las "
	                   "verdaderas, en una medida que los intervalos no cubren. Los registros cuyo {1} no es un número decimal simple "
	                   "no entran en ellas.",
	.capped = "los valores fuera de {0} cuentan como el extremo más cercano, y antes cada uno se redondea hacia abajo a un "
	          "múltiplo de {1}, lo que lo baja en menos de {1}",
	.stock = "; guardado al comienzo del {0}",

	.skip = "Ir a los números",
	.skip_list = "Ir a la lista",
	.contents = "En esta página",
	.published = "Publicado el {0}",
	.release_id = "Publicación",
	.replaces = "Reemplaza a",
	.made_with = "Hecho con hushcount {0}; esta página está firmada junto con su publicación.",
	.draft_mark = "BORRADOR, inventado",
	.draft_title = "BORRADOR, inventado: {0}",
	.draft_says = "<strong>Borrador. Todos los números de esta página son inventados.</strong> No se leyó ningún "
	              "registro ni se cargó nada. Son reales el texto, los límites, el tamaño del ruido y el costo.",

	.in_short = "En breve",
	.about_number = "unos {0}",
	.give_or_take = "más o menos {0}",
	.too_small = "demasiado poco para saberlo",
	.too_small_by = "no se distingue de cero (más o menos {0})",
	.most_at = "{0}, el mayor de {1} números:",
	.total_with_range = "unos {0}, más o menos {1}",
	.many_numbers = "{0} números",
	.each_give_or_take = "cada uno más o menos {0}",
	.not_added_up = "No se pueden sumar: un mismo {0} puede estar en varios.",
	.not_all_shown = "No suman un total: pueden faltar valores menos frecuentes.",
	.none_shown = "Ningún valor se contó con la frecuencia suficiente para publicarse.",
	.also_counted = "Tablas con otros límites u otras listas de valores dan otros totales:",
	.from_table = "Suma de",
	.see_table = "Todos los números",
	.see_number = "Más al respecto",
	.range_note = "«Más o menos» es un intervalo del 95&nbsp;%, <strong>solo del ruido</strong>: dice cuánto pudo "
	              "mover el número el ruido añadido, y nada más. Lo que excede los límites no está en ningún número "
	              "ni en ningún intervalo.",
	.more_tables = " Más abajo hay {0} tablas más.",

	.about = "Qué es esto",
	.about_period = "{0} publica estas estadísticas sobre sus registros de lectores de placas, periodo: {1} (hora de "
	                "{2}).",
	.about_period_searches = "{0} publica estas estadísticas sobre consultas de registros de placas, periodo: {1} (hora de {2}).",
	.about_period_records = "{0} publica estas estadísticas sobre sus registros, periodo: {1} (hora de {2}).",
	.about_reason = "Motivo: {0}",
	.about_drivers = "Los registros de placas muestran por dónde circula la gente.",
	.about_searchers = "Un registro de consultas muestra quién consultó, cuándo y a menudo sobre quién.",
	.about_goers = "Tales registros pueden mostrar por dónde anda la gente.",
	.about_limited = "Para que estos números puedan publicarse y a la vez se limite lo que revelan de un {0} cualquiera, antes "
	                 "se hicieron dos cosas: se <strong>limitó</strong> lo que aporta cada {0}, y se sumó a cada recuento y a cada suma una "
	                 "cantidad al azar, el <strong>ruido</strong>.",
	.about_declared = "Para que estos números puedan publicarse y a la vez se limite lo que revelan de un {0} cualquiera, se "
	                  "sumó a cada recuento y a cada suma una cantidad al azar, el <strong>ruido</strong>.",
	.about_noise = "El ruido limita cuánto puede saber alguien sobre si uno dado está en los registros; cuánto, se dice <a "
	               "href=\"#privacy\">más abajo</a>. Su tamaño habitual se conoce con exactitud, y por eso cada número lleva su "
	               "intervalo.",
	.declared_group = "grupo de a lo más {0} {1}",
	.or = " o ",
	.unprotected_vehicle = "<strong>Sin protección: los vehículos.</strong> Las tablas sobre usuarios limitan y ocultan lo que "
	                       "aporta cada usuario. Los registros de esos usuarios también hablan de vehículos, como los que se "
	                       "consultaron, y a ellos estas tablas no les prometen nada.",
	.unprotected_user = "<strong>Sin protección: los usuarios.</strong> Las tablas sobre consultas limitan y ocultan lo que se "
	                    "dice de cada vehículo consultado. A quienes consultaron no les prometen nada.",
	.unprotected_declared = "<strong>Con protección solo parcial: los vehículos en números que llegaron ya contados.</strong> El "
	                        "ruido oculta cualesquiera {0} {1} por {2}; de un vehículo con más que eso no lo oculta todo.",
	.unprotected_tables = "Así es en: {0}.",
	.about_numbers = "Un número dice cuántas veces algo fue <em>registrado y contado</em>. No dice a cuántas "
	                 "personas se detuvo, se cacheó o se acusó, ni cuánto tráfico hubo donde no había lector.",
	.limits = "Qué no se contó, y los límites",
	.limits_head = {"Tabla", "Límite"},
	.limits_unknown = "No se dice cuánto se omitió: ese número hablaría a su vez de los registros.",
	.withheld = "No se publica",
	.exact = "Números exactos",
	.exact_why = "Estos no llevan ruido, porque no hablan de ningún vehículo ni usuario.",
	.exact_head = {"Qué", "Número", "Por qué puede ser exacto"},
	.reading = "Por qué hay números negativos o que no suman",
	.reading_negative = "El ruido quita tantas veces como añade. Donde se registró poco puede llevar un número por "
	                    "debajo de cero, alguna vez con todo su intervalo; léalo como «casi ninguno». Los números "
	                    "negativos se dejan como están: ponerlos en cero haría demasiado altas todas las sumas y "
	                    "promedios.",
	.reading_sums = "Cada número tiene su propio ruido y cada tabla sus propios límites. Por eso dos tablas que "
	                "cuentan lo mismo difieren, y las partes no suman exactamente un total publicado aparte. No es "
	                "un error ni señal de que lo haya; los intervalos dicen cuán grandes pueden ser las diferencias "
	                "por el ruido, y no cubren las diferencias por los límites.",
	.reading_compare = "Si dos intervalos se traslapan, no diga que un número es mayor, salvo que el texto de la tabla dé una "
	                    "distancia menor que basta.",
	.reading_outside = "Unos 5 de cada 100 números quedan por azar fuera de su intervalo. El intervalo cubre solo el "
	                   "ruido: no lo que los límites omitieron, ni placas mal leídas, ni lectores que no "
	                   "funcionaron.",

	.numbers = "Los números",
	.what_is_counted = "Estos números son {0}.",
	.what_is_counted_one = "Este es un número de {0}.",
	.every_number = "Cada uno de los {0} números puede desviarse en {1} hacia arriba o hacia abajo (95 %, solo "
	                "ruido).",
	.only_number = "Puede desviarse en {0} hacia arriba o hacia abajo (95 %, solo ruido).",
	.sums_by_more = "Sus sumas pueden desviarse en más, como se dice con cada una.",
	.common_noise = "Una parte del ruido es la misma en todos, así que tienden a ser demasiado altos o demasiado bajos a la vez, "
	                "y se comparan entre sí mejor de lo que dicen sus intervalos: se puede decir que uno es mayor (95 %, solo ruido) "
	                "si distan en más de {0}.",
	.by_chance = "Con tantos números se nota el azar: si no se hubiera registrado nada, aun así, en promedio, unos {0} "
	             "de los {1} parecerían distintos de cero.",
	.at_once_title = "Intervalos que valen para los {0} números a la vez",
	.at_once = "Cada uno de los {0} números, por sí solo, está dentro de su intervalo con 95 % de certeza. Para "
	           "buscar lo inusual entre todos, use más o menos {1} en vez de {2}: con 95 % de certeza, todos los "
	           "números están entonces a la vez dentro de su intervalo (solo ruido; Bonferroni).",
	.one_in_file = "El número, en un archivo: ",
	.all_in_file = "Los {0} números, en un archivo: ",
	.rows_in_file = "Las {0} filas, en un archivo: ",
	.sums_in_file = "Las sumas de las que se hace la media, en un archivo: ",
	.values_in_file = "Cuántos valores hay, con el ruido, en un archivo: ",
	.listed_only = "Esta tabla no se dibuja aquí, para no alargar la página.",
	.file_formats = {"CSV", "CSV para Excel", "Parquet"},
	.file_sizes = {"{0} bytes", "{0} kB", "{0} MB"},
	.estimate = "{0} (estimación)",
	.range = "intervalo del 95 %, solo ruido",
	.range_cell = "{0} a {1}",
	.range_percent = "{0} a {1}\u00A0%",
	.percent = "{0}\u00A0%",
	.faint = "no se distingue de cero",
	.period = "Periodo",
	.whole_period = "todo el periodo",
	.show_table = "Ver la tabla ({0} números)",
	.show_rows = "Ver la tabla ({0} filas)",
	.matrix_note = "cada uno más o menos {0}; los números entre paréntesis no se distinguen de cero",
	.by = "{0} por {1}",
	.added_up_over = "sumado sobre {0}",
	.how_dots = "Punto: estimación. Barra: intervalo del 95 %, solo ruido.",
	.how_line = "Línea: estimación. Banda: intervalo del 95 %, solo ruido.",
	.how_heat = "Las áreas son números: el cuadrado oscuro, el extremo inferior del intervalo del 95 % (solo ruido), y el contorno a "
	            "su alrededor, el superior; la estimación está entre ambos.",
	.how_multiples = "Línea: estimación. Banda: intervalo del 95 %, solo ruido. Todos los dibujos tienen la misma "
	                 "escala, de {0} a {1}.",
	.how_steps = "Punto: estimación. Barra: intervalo del 95 %, solo ruido. Cada paso de la escala es diez veces el "
	             "anterior.",
	.how_faint = "Las marcas huecas o punteadas no se distinguen de cero.",
	.weekdays_uneven = "En este periodo no hay el mismo número de cada día de la semana: son totales, no promedios diarios.",
	.cut_ends = "El periodo corta el primer o el último valor de «{0}», o los dos: lo cortado abarca menos días; no lo compare "
	             "con lo demás.",
	.weekend_marks = "Franjas grises: fines de semana.",
	.sorted = "En el orden de las estimaciones, con su ruido: donde las barras se traslapan, el orden puede ser "
	          "otro. También los límites pueden cambiarlo.",
	.the_highest = "De {0} se muestran los {1} con las estimaciones más altas; el ruido influye en cuáles son.",
	.buckets = "Cada punto suma {0} valores de «{1}»; se omite un último grupo incompleto.",
	.bucket_label = "desde {0}",
	.multiple_top = "máximo: {0}, {1} ± {2}",
	.multiple_faint = "{0} de {1} no se distinguen de cero",
	.multiple_none = "ninguno de {0} se distingue de cero",

	.rate_between = "intervalo: {0}",
	.rate_faint = "no se distingue de cero ({0})",
	.rate_card = "Se calcula a partir de números limitados y con ruido de esta publicación. El intervalo es del 95 %, solo por el "
	             "ruido: no abarca lo que los límites omitieron.",
	.rates = "Tasas y proporciones",
	.rates_why = "Se calculan a partir de los números con ruido de arriba: no cuestan privacidad propia, y cualquiera "
	             "puede volver a calcularlas. El intervalo dice dónde está el mismo resultado sin ruido, en 95 de 100 "
	             "casos o más. No tiene por qué repartirse por igual alrededor de la estimación, y solo cubre el "
	             "ruido.",
	.quantile = "Proporción pedida",
	.quantile_given = "Valor",
	.quantile_range = "Proporción alcanzada (95 %, solo ruido)",
	.quantile_median = "{0}\u00A0% (mediana)",
	.quantile_what = "Lo que se da: {0}.",
	.quantile_how = "Un cuantil es el valor que una proporción dada de los valores no supera: la mitad no supera la "
	                "mediana. Antes, cada valor se redondea hacia abajo a un múltiplo de {0}: en los registros, el cuantil puede "
	                "ser hasta {0} mayor. Se elige al azar, y los cercanos son más probables que los lejanos. La última columna dice "
	                "cuánto se acerca: de los valores así redondeados y limitados, al menos la primera proporción no lo supera, y "
	                "a lo más la segunda queda por debajo de él.",
	.quantile_noisy = "demasiado ruido: todos los valores pueden quedar a un lado",
	.rate_ratio = "Lo que se calcula: «{0}» dividido entre «{1}».",
	.rate_ratio_many = "Lo que se calcula: «{0}» por cada {2} de «{1}».",
	.rate_share = "Lo que se calcula: «{0}» como proporción de «{0}» y «{1}» juntos.",
	.rate_part = "Lo que se calcula: los números de «{0}» con {1}, como proporción de todos sus números.",
	.rate_mean = "Lo que se calcula: la media de {0} después de limitar: {1}. Por eso no es la media de los valores "
	             "tal como se registraron.",
	.rate_apart = "Los dos se limitaron de maneras distintas, así que el resultado depende también de los límites.",
	.rate_above_limited = "Lo que se divide se limitó, así que el resultado puede ser menor que sin límites.",
	.rate_rule = "No se da un valor donde el número entre el que se divide es demasiado pequeño junto a su ruido: "
	             "menor que 2, o que {0} desviaciones estándar de ese ruido.",
	.rate_rule_exact = "No está definido donde el número exacto entre el que se divide es 0 o no se registró.",
	.rate_estimate = "Estimación",
	.rate_noisy = "demasiado ruido",
	.rate_undefined = "no definido",
	.exact_tables = "Tablas exactas",
	.exact_tables_why = "Estas no llevan ruido, porque no hablan de ningún vehículo ni usuario. Lo que está vacío no se registró.",
	.exact_because = "Exacta, porque: {0}.",

	.word_extremes = "Máximo: {0}. Mínimo: {1}.",
	.word_top_clear = "El máximo se distingue de todos los demás.",
	.word_top_unclear = "No se puede saber con certeza cuál es el máximo: el siguiente está demasiado cerca.",
	.word_all_alike = "Todos los intervalos se traslapan: según esta medida, ninguno destaca.",
	.word_value = "{0} ({1}, más o menos {2})",
	.word_rate = "{0} ({1}; intervalo {2})",
	.word_noisy = "Con demasiado ruido para darlos: {0} de {1}.",
	.word_faint = "{0} de {1} no se distinguen de cero.",
	.word_rise = "Los últimos {2} valores suman {0} más que los primeros {2}, más o menos {1}.",
	.word_fall = "Los últimos {2} valores suman {0} menos que los primeros {2}, más o menos {1}.",
	.word_no_trend = "Entre los primeros {0} valores y los últimos {0} no hay diferencia que no pudiera haber hecho "
	                 "el ruido.",
	.steps_title = "De {0} a {1}",
	.steps_unit = "en potencias de diez",
	.steps_one_in = "{0}: una por cada {1} {2}, aproximadamente (entre {3} y {4}).",
	.steps_unclear = "{0}: demasiado pocas para saber cuántas {1} hay por cada una.",
	.steps_apart = "{0}: no se dividen por las {1}, porque los dos números se limitan de maneras distintas; una proporción diría "
	               "más de los límites que de los registros.",
	.steps_apart_by = "{0}: no se dividen por las {1}, porque los dos números tienen límites distintos: de un {5} por {6} se "
	                  "cuentan a lo más {3} {1} y a lo más {4} {2}. Una proporción diría más de los límites que de los registros.",
	.steps_see_rates = "Lo que se puede dividir está en <a href=\"#rates\">«Tasas y proporciones»</a>.",
	.steps_limits = "Los límites valen para cada número por separado: lo que los excede no está en ninguno.",

	.privacy = "Cómo se protege a las personas",
	.privacy_says = "Esta publicación ofrece <em>privacidad diferencial</em>: una promesa matemática sobre lo que "
	                "alguien puede averiguar, sepa lo que sepa y calcule lo que calcule.",
	.facts_of = "Datos de privacidad: {0}",
	.facts_caption = "Del registro de privacidad, cuenta «{0}»",
	.fact_unit = "Qué se oculta",
	.fact_loss = "Pérdida de privacidad de esta publicación",
	.fact_discovered = "Valores que ninguna lista nombra",
	.discovered_says = "«{0}» muestra solo valores con un conteo con ruido de {1} o más, con un delta de {2}. ",
	.fact_meaning = "Qué significa",
	.fact_budget = "Presupuesto de cada {0}",
	.fact_charged = "Cargado a",
	.fact_beside = "Otros registros de privacidad",
	.beside_says = "Junto a esta publicación hay otras de otros registros de privacidad. Quien publica dice que "
	               "provienen de otros datos; aun así pueden tratar de las mismas personas. Lo que revelan se suma: "
	               "nada de lo que se dice aquí lo cuenta. Sus registros: {0}.",
	.loss_pure = "épsilon {0}, delta 0 (privacidad diferencial pura)",
	.loss_delta = "épsilon {0} con delta {1}",
	.loss_rho = "; rho {0} (privacidad diferencial concentrada en cero)",
	.budget_says = "{0} {1} en total; usado hasta ahora, con esta publicación: {2}",
	.budget_share = " ({0}\u00A0%)",
	.budget_share_nearly = " (más del 99\u00A0%)",
	.budget_left = "; queda: {0}.",
	.budget_none = "; no queda nada.",
	.budget_unknown = "Todavía no hay registro de privacidad; esta publicación usaría {0} {1}.",
	.charged_one = "1 {0}, a partir del que empieza el {1}.",
	.charged_many = "{0} {1}, a partir del que empieza el {2}.",
	.charged_worst = " Cada {0} se protege por separado; para quien esté registrado en todos, en conjunto, el valor "
	                 "de {1} de arriba puede ser hasta {2} veces mayor.",
	.odds_before = "Antes: 50 de 100",
	.odds_after = "Después, a lo más: {0} de 100",
	.odds_picture = "Dos campos de 100 cuadrados: 50 llenos antes de la publicación, a lo más {0} después.",
	.ledger_sums = "Cada publicación sobre el mismo periodo aumenta la pérdida. El registro de privacidad, que solo "
	               "crece, lleva la suma y rechaza una publicación que exceda el presupuesto.",
	.not_protected = "Qué no protegen estas tablas",
	.not_covered_title = "Qué no cubre la promesa",

	.method = "Cómo se hizo",
	.method_steps = {
		"Todo lo que decide (lugares, fechas, límites, ruido) está fijado en una especificación escrita; la "
		"herramienta no eligió nada mirando los registros, salvo mediante números con ruido. No se puede comprobar si sus autores los miraron.",
		"El costo de la publicación se cargó al registro de privacidad antes de generar el ruido.",
		"Cada registro se asignó a su vehículo o usuario, y se limitó lo que cada uno aporta. Qué registros quedan "
		"lo decide un orden secreto seudoaleatorio, que no depende de los registros de nadie más.",
		"Los registros se contaron en cada número de las tablas, incluidos los números sin registros. Donde ninguna lista "
		"nombra los valores, se muestran aquellos cuyo número con ruido alcanzó un umbral.",
		"A cada recuento y a cada suma se le añadió ruido entero exacto, de bits aleatorios seguros. Los recuentos y las sumas en tablas y archivos "
		"son lo que de ello resultó, incluidos los números negativos. (Esta página redondea en «En breve», y redondea las tasas, "
		"proporciones y promedios; los archivos los dan con seis cifras.)",
		"Todos los archivos se firmaron.",
	},
	.method_programs = "Para programas, la especificación, el ruido y cada columna se describen en",
	.noise = "El ruido de cada tabla",
	.account_kind = "La cuenta «{0}» del registro de privacidad es de tipo {1}.",
	.noise_head = {"Tabla", "Ruido", "Desviación estándar"},
	.verify = "Compruébelo usted",
	.verify_key = "Obtenga la clave pública de {0} de un lugar en el que confíe, que no sea esta página, y guárdela "
	              "como <code>agency.pub</code> junto a la carpeta <code>{1}</code>. Dos órdenes, dentro de la "
	              "carpeta, comprueban que los archivos y la firma están íntegros:",
	.verify_own = "Con hushcount, una orden comprueba eso y más: que el ruido, los cargos y los intervalos son lo "
	              "que dicen ser, y que esta página dice lo que dicen las tablas. Ejecútela junto a la carpeta:",
	.verify_tools = "Los dos programas son libres. Casi todos los sistemas ofrecen <code>minisign</code> entre sus paquetes "
	                "(<code>apt install minisign</code>, <code>brew install minisign</code>); su página es "
	                "<code>https://jedisct1.github.io/minisign/</code>. hushcount es software libre bajo la GPL de GNU, versión 3; "
	                "esta carpeta la escribió la versión {0}. Pregunte a la entidad de dónde lo obtuvo; una copia de "
	                "otra persona comprueba igual de bien: solo hace falta la clave de la entidad.",
	.verify_ledger = "Registro de privacidad <code>{0}</code>, entrada {1}, cabeza <code>{2}</code>. Especificación "
	                 "<code>{3}</code>.",
	.verify_limits = "Lo que no se puede comprobar desde fuera: que los registros se leyeron como dice la "
	                 "especificación, que el ruido se generó honestamente, que los números no se cambiaron después de "
	                 "generarlo y que no hay un segundo registro de privacidad.",
	.corrections = "Correcciones",
	.corrections_none = "Esta publicación no corrige ninguna anterior.",
	.corrections_replaces = "Esta publicación reemplaza a <code>{0}</code>. Lo que se publicó entonces sigue "
	                        "publicado.",
	.corrections_how = "Los números de una publicación no se cambian nunca. Si uno resulta erróneo, lo dice una "
	                   "publicación nueva, con otro nombre, que nombra a la que reemplaza. Por eso esta página no "
	                   "puede saber de correcciones posteriores: pregunte, o consulte la lista de publicaciones de "
	                   "la institución.",
	.contact = "Contacto",
	.contact_says = "Preguntas y correcciones: ",

	.archive_title = "Publicaciones: {0}",
	.archive_says = "Cada publicación vale por sí misma y no se cambia nunca. Primero las más recientes.",
	.archive_releases = "Todas las publicaciones",
	.archive_head = {"Periodo", "Publicación", "Publicada"},
	.archive_replaced = "reemplazada por {0}",
	.archive_replaces = "reemplaza a {0}",
	.archive_side = "Lado a lado",
	.archive_same = "Totales de tablas que cuentan lo mismo de la misma manera, con los mismos límites, periodo por "
	                "periodo. Los intervalos son del 95 %, solo del ruido; lo que excede los límites no está en "
	                "ningún número. «Sin cambio claro» es el que pudo haber hecho el ruido.",
	.archive_lengths = "No todos los periodos duran lo mismo: de {0} a {1} días. Uno más largo cuenta más.",
	.archive_change = "Cambio",
	.archive_change_cell = "{0} ±\u00A0{1}",
	.archive_no_change = "sin cambio claro",
	.archive_none = "Todavía no se ha publicado ninguna tabla dos veces de la misma manera.",
	.archive_unsigned = "Esta lista la escribió hushcount a partir de las carpetas que están junto a ella y no está "
	                    "firmada; cada publicación sí lo está.",
};
