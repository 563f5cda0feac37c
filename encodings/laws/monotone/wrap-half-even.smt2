; Requantizing is monotone: a < b implies r(a) ≤ r(b). r takes accumulators times 1/3, rounded
; half-even and wrapped to -8…7.
; sat: the law fails. Witness: a = 0, b = 23, where r_of_a = 0, r_of_b = -8.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 8))
(declare-const b (_ BitVec 8))
(define-fun r_of_a_rounded_nudged () (_ BitVec 9) (bvadd ((_ sign_extend 1) a) (_ bv1 9)))
(define-fun r_of_a_rounded () (_ BitVec 7) ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) r_of_a_rounded_nudged) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))))
(define-fun r_of_a () (_ BitVec 4) ((_ extract 3 0) r_of_a_rounded))
(define-fun r_of_b_rounded_nudged () (_ BitVec 9) (bvadd ((_ sign_extend 1) b) (_ bv1 9)))
(define-fun r_of_b_rounded () (_ BitVec 7) ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) r_of_b_rounded_nudged) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))))
(define-fun r_of_b () (_ BitVec 4) ((_ extract 3 0) r_of_b_rounded))
(assert (and (bvslt a b) (bvslt r_of_b r_of_a)))
(check-sat)
