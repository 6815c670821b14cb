#include "carrel/report/agreement.h"

#include <math.h>

#define NORMAL_95 1.959963984540054

static double share_of_row(const size_t *counts, size_t categories, size_t row, double all) {
    size_t sum = 0;
    for (size_t k = 0; k < categories; k++) {
        sum += counts[row * categories + k];
    }
    return (double) sum / all;
}

static double share_of_column(const size_t *counts, size_t categories, size_t column, double all) {
    size_t sum = 0;
    for (size_t k = 0; k < categories; k++) {
        sum += counts[k * categories + column];
    }
    return (double) sum / all;
}

// The standard error has three terms, named A, B and C in the book.
static double standard_error(const size_t *counts, size_t categories, double all, double kappa,
                             double expected) {
    double a = 0, b = 0, rest = 1 - kappa;
    for (size_t i = 0; i < categories; i++) {
        double row = share_of_row(counts, categories, i, all);
        for (size_t k = 0; k < categories; k++) {
            double share = (double) counts[i * categories + k] / all;
            double column = share_of_column(counts, categories, k, all);
            if (i == k) {
                a += share * pow(1 - (row + column) * rest, 2);
            } else {
                b += share * pow(share_of_column(counts, categories, i, all) +
                                     share_of_row(counts, categories, k, all),
                                 2);
            }
        }
    }
    double c = pow(kappa - expected * rest, 2);
    return sqrt(fmax(0, a + rest * rest * b - c)) / ((1 - expected) * sqrt(all));
}

Agreement agreement_of_two(const size_t *counts, size_t categories) {
    Agreement found = {.percent = NAN, .kappa = NAN, .low = NAN, .high = NAN, .adjusted = NAN};
    size_t equal = 0;
    for (size_t i = 0; i < categories * categories; i++) {
        found.studies += counts[i];
        equal += i / categories == i % categories ? counts[i] : 0;
    }
    if (found.studies == 0) {
        return found;
    }
    double all = (double) found.studies, observed = (double) equal / all, expected = 0;
    for (size_t i = 0; i < categories; i++) {
        expected += share_of_row(counts, categories, i, all) * share_of_column(counts, categories, i, all);
    }
    found.percent = 100 * observed;
    found.adjusted = ((double) categories * observed - 1) / ((double) categories - 1);
    if (expected < 1) {
        found.kappa = (observed - expected) / (1 - expected);
        double error = standard_error(counts, categories, all, found.kappa, expected);
        found.low = fmax(-1, found.kappa - NORMAL_95 * error);
        found.high = fmin(1, found.kappa + NORMAL_95 * error);
    }
    return found;
}

double agreement_of_many(const size_t *votes, size_t studies, size_t categories) {
    double pairs = 0, equal = 0, given = 0, expected = 0;
    for (size_t s = 0; s < studies; s++) {
        const size_t *of_study = votes + s * categories;
        size_t count = 0, same = 0;
        for (size_t c = 0; c < categories; c++) {
            count += of_study[c];
            same += of_study[c] * (of_study[c] ? of_study[c] - 1 : 0);
        }
        if (count >= 2) {
            pairs += (double) count;
            equal += (double) same / (double) (count - 1);
            given += (double) count;
        }
    }
    for (size_t c = 0; c < categories; c++) {
        double of_category = 0;
        for (size_t s = 0; s < studies; s++) {
            const size_t *of_study = votes + s * categories;
            size_t count = 0;
            for (size_t k = 0; k < categories; k++) {
                count += of_study[k];
            }
            of_category += count >= 2 ? (double) of_study[c] : 0;
        }
        expected += pow(of_category / given, 2);
    }
    if (!(given > 0) || expected >= 1) {
        return NAN;
    }
    return (equal / pairs - expected) / (1 - expected);
}

const char *agreement_word(double kappa) {
    static const struct {
        double from;
        const char *word;
    } words[] = {{0.81, "almost perfect"}, {0.61, "substantial"}, {0.41, "moderate"},
                 {0.21, "fair"},           {0, "slight"},         {-1, "poor"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (kappa >= words[i].from) {
            return words[i].word;
        }
    }
    return "";
}
