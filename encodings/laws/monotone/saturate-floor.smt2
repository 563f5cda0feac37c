; Requantizing is monotone: a < b implies r(a) ≤ r(b). r takes accumulators times 1/10, rounded
; floor and saturated to -128…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(declare-const b (_ BitVec 16))
(define-fun r_of_a_clamped () (_ BitVec 12) (ite (bvslt a (bvneg (_ bv1271 16))) (bvneg (_ bv1271 12)) (ite (bvslt (_ bv1270 16) a) (_ bv1270 12) ((_ extract 11 0) a))))
(define-fun r_of_a_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) r_of_a_clamped) (_ bv1280 13)) (_ bv10 13))) (bvneg (_ bv128 9)))))
(define-fun r_of_b_clamped () (_ BitVec 12) (ite (bvslt b (bvneg (_ bv1271 16))) (bvneg (_ bv1271 12)) (ite (bvslt (_ bv1270 16) b) (_ bv1270 12) ((_ extract 11 0) b))))
(define-fun r_of_b_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) r_of_b_clamped) (_ bv1280 13)) (_ bv10 13))) (bvneg (_ bv128 9)))))
(assert (and (bvslt a b) (bvslt r_of_b_rounded r_of_a_rounded)))
(check-sat)
