; The requantizer r is odd: r(−a) = −r(a). r takes accumulators times 1/10, rounded half-away and
; saturated to -127…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(define-fun of_negative_exact () (_ BitVec 17) (bvneg ((_ sign_extend 1) a)))
(define-fun of_negative_clamped () (_ BitVec 12) (ite (bvslt of_negative_exact (bvneg (_ bv1265 17))) (bvneg (_ bv1265 12)) (ite (bvslt (_ bv1265 17) of_negative_exact) (_ bv1265 12) ((_ extract 11 0) of_negative_exact))))
(define-fun of_negative_rounded_nudged () (_ BitVec 12) (bvadd of_negative_clamped ((_ sign_extend 8) (ite (bvslt of_negative_clamped (_ bv0 12)) (_ bv4 4) (_ bv5 4)))))
(define-fun of_negative_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) of_negative_rounded_nudged) (_ bv1270 13)) (_ bv10 13))) (bvneg (_ bv127 9)))))
(define-fun of_positive_clamped () (_ BitVec 12) (ite (bvslt a (bvneg (_ bv1265 16))) (bvneg (_ bv1265 12)) (ite (bvslt (_ bv1265 16) a) (_ bv1265 12) ((_ extract 11 0) a))))
(define-fun of_positive_rounded_nudged () (_ BitVec 12) (bvadd of_positive_clamped ((_ sign_extend 8) (ite (bvslt of_positive_clamped (_ bv0 12)) (_ bv4 4) (_ bv5 4)))))
(define-fun of_positive_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) of_positive_rounded_nudged) (_ bv1270 13)) (_ bv10 13))) (bvneg (_ bv127 9)))))
(assert (not (= of_negative_rounded (bvneg of_positive_rounded))))
(check-sat)
