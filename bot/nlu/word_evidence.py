"""What a text's words say for each label: up to three ways of learning from counts, added up to one set of weights.

A regression looks for the words that tell labels apart. Multinomial naive Bayes asks how often a label's texts hold a word, and complement
naive Bayes how seldom those of all other labels do (Rennie, Shih, Teevan and Karger 2003, "Tackling the poor assumptions of naive Bayes
text classifiers"); from few texts both learn more than a regression. All three are linear in the words, so their sum costs what one does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.softmax_regression import SoftmaxRegression, balancing

SMOOTHING_OF_COMPLEMENT = 1.0


@dataclass(frozen=True)
class WordEvidence:
    """How much each way counts beside the sentence vector; one that counts nought is not learned.

    ``c`` is the regression's inverse penalty; ``smoothing`` what multinomial naive Bayes adds to every count.
    """

    regression: float = 0.0
    c: float = 10.0
    multinomial: float = 0.0
    smoothing: float = 0.1
    complement: float = 0.0

    def learn(self, matrix: csr_matrix, labels: list[str], balance: float = 1.0, weights: np.ndarray | None = None) -> SoftmaxRegression:
        """The sum, from the features [n, terms] of texts with one label each; the rest as in ``SoftmaxRegression.fit``."""
        from sklearn.naive_bayes import ComplementNB, MultinomialNB

        names = tuple(sorted(set(labels)))
        summed, bias = np.zeros((len(names), matrix.shape[1])), np.zeros(len(names))
        counted = balancing(labels, balance) * (1.0 if weights is None else weights)
        if self.regression:
            found = SoftmaxRegression.fit(matrix, labels, self.c, balance, weights)
            summed, bias = summed + self.regression * found.weights, bias + self.regression * found.bias
        if self.multinomial:
            likely = MultinomialNB(alpha=self.smoothing).fit(matrix, labels, sample_weight=counted)
            summed, bias = summed + self.multinomial * likely.feature_log_prob_, bias + self.multinomial * likely.class_log_prior_
        if self.complement:
            unlikely = ComplementNB(alpha=SMOOTHING_OF_COMPLEMENT).fit(matrix, labels, sample_weight=counted)
            summed = summed + self.complement * unlikely.feature_log_prob_
        return SoftmaxRegression(names, summed.astype(np.float32), bias.astype(np.float32))
