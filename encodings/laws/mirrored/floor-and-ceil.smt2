; The requantizers r and s are mirror images: r(−a) = −s(a). r takes accumulators times 1/10,
; rounded floor and saturated to -127…127; s takes accumulators times 1/10, rounded ceil and
; saturated to -127…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(define-fun of_negative_exact () (_ BitVec 17) (bvneg ((_ sign_extend 1) a)))
(define-fun of_negative_clamped () (_ BitVec 12) (ite (bvslt of_negative_exact (bvneg (_ bv1261 17))) (bvneg (_ bv1261 12)) (ite (bvslt (_ bv1270 17) of_negative_exact) (_ bv1270 12) ((_ extract 11 0) of_negative_exact))))
(define-fun of_negative_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) of_negative_clamped) (_ bv1270 13)) (_ bv10 13))) (bvneg (_ bv127 9)))))
(define-fun of_positive_clamped () (_ BitVec 12) (ite (bvslt a (bvneg (_ bv1270 16))) (bvneg (_ bv1270 12)) (ite (bvslt (_ bv1261 16) a) (_ bv1261 12) ((_ extract 11 0) a))))
(define-fun of_positive_rounded_nudged () (_ BitVec 12) (bvadd of_positive_clamped (_ bv9 12)))
(define-fun of_positive_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) of_positive_rounded_nudged) (_ bv1270 13)) (_ bv10 13))) (bvneg (_ bv127 9)))))
(assert (not (= of_negative_rounded (bvneg of_positive_rounded))))
(check-sat)
