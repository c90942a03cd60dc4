"""How likely each child's offer was, and weights under which those with and without it are alike."""

import warnings
from dataclasses import dataclass

import numpy as np
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

PRIOR = 2.0  # rows that stand for each coefficient of the propensity, half of them with the offer


@dataclass(frozen=True)
class Weights:
    """Weights of some children.

    Attributes:
        propensity: how likely the offer was, from above 0 to below 1.
        overlap: weight under which those with and without are alike: of the children who might have gone either way.
        target: weight of each child in whom the effect is meant, whichever way it went.
        left_open: share of who was offered, 0 to 1, that the covariates leave open; near 0 nobody can be compared.
    """

    propensity: np.ndarray
    overlap: np.ndarray
    target: np.ndarray
    left_open: float

    @property
    def odds(self) -> np.ndarray:
        """Weight under which those without look like those with."""
        return self.propensity / (1 - self.propensity)


def weigh(is_with: np.ndarray, model: np.ndarray) -> Weights:
    """Return the weights of children.

    The propensity is a logistic regression e(x) (statsmodels' GLM). Each standardised coefficient has a log-F(2,2)
    prior, put in as rows of data, so that covariates which separate the arms do not drive it to infinity (Greenland and
    Mansournia, "Penalization, bias reduction, and default priors in logistic and related categorical and survival
    regressions", Statistics in Medicine 2015). The overlap weight of a child with the offer is 1 - e(x), of one without
    e(x); the children meant have e(x) (1 - e(x)) (Li, Morgan and Zaslavsky, "Balancing covariates via propensity score
    weighting", Journal of the American Statistical Association 2018). No weight exceeds 1, so none has to be cut.

    Args:
        is_with: of each child whether it has what is compared; some have, some have not.
        model: ``Design.model``.

    Returns:
        The weights.
    """
    children, columns = model.shape
    rows = np.column_stack([np.ones(children), model])
    prior = np.column_stack([np.zeros(columns), np.eye(columns)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = GLM(
            np.append(is_with.astype(float), np.full(columns, 0.5)),
            np.vstack([rows, prior]),
            family=Binomial(),
            var_weights=np.append(np.ones(children), np.full(columns, PRIOR)),
        ).fit()
    propensity = np.clip(fit.predict(rows), 1e-6, 1 - 1e-6)
    share = is_with.mean()
    target = propensity * (1 - propensity)
    return Weights(
        propensity,
        np.where(is_with, 1 - propensity, propensity),
        target,
        float(target.mean() / (share * (1 - share))),
    )
