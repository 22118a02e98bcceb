#ifndef BONDLAB_COPENBLAS_H
#define BONDLAB_COPENBLAS_H

#include <cblas.h>

// Debian builds OpenBLAS without LAPACKE, so the Fortran routines are declared here. The inputs are
// const, so that one variable may serve several of them.
extern void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda,
                    double *s, double *u, const int *ldu, double *vt, const int *ldvt,
                    double *work, const int *lwork, int *iwork, int *info);
extern void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                    double *w, double *work, const int *lwork, int *iwork, const int *liwork,
                    int *info);
extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

#endif
