"""A convolution as a product of spectra."""

import numpy as np


def conv2d_fft(X, K, geometry):
    r"""Multiply the spectra of image and kernel, and transform back.

    .. math:: Y_k = \mathcal{F}^{-1}\left(\sum_c \mathcal{F}(X_c) \cdot \overline{\mathcal{F}(K_{c,k})}\right)

    The complex conjugate turns the convolution of the theorem into a cross-correlation. The discrete transform takes
    the image as periodic; the windows that the padded image holds never wrap around, so these are exact. A stride is
    computed by leaving results out, a dilation by putting zeros into the kernel: the FFT gains nothing from either.

    Parameters and result are those of `conv2d_loops`. The work does not grow with the kernel.

    Raises
    ------
    ValueError
        If an image or a kernel holds NaN or infinity: a transform would spread it over all pixels.
    """
    for name, array in (("images", X), ("kernels", K)):
        if not np.isfinite(array).all():
            raise ValueError(f'{name} hold NaN or infinity, which an FFT spreads over all pixels: use method="im2col"')
    size = X.shape[1:3]
    spectra = np.fft.rfft2(X, axes=(1, 2))
    kernels = np.conj(np.fft.rfft2(dilate(K, geometry.dilation), size, axes=(0, 1)))
    Y = np.empty(geometry.output, X.dtype)
    for g in range(geometry.groups):
        inputs, outputs = geometry.group(g)
        product = np.einsum("nuvc,uvck->nuvk", spectra[..., inputs], kernels[..., outputs], optimize=True)
        Y[..., outputs] = np.fft.irfft2(product, size, axes=(1, 2))[geometry.under(0, 0)]
    return Y


def dilate(K, dilation):
    """Return kernels with zeros between their rows and columns: d - 1 of them for dilation d."""
    kh, kw, c, k = K.shape
    dh, dw = dilation
    wide = np.zeros((dh * (kh - 1) + 1, dw * (kw - 1) + 1, c, k), K.dtype)
    wide[::dh, ::dw] = K
    return wide
