; Overflow of a partial sum does no harm: [[x + y] + z] = [x + y + z], where [n] is n saturated to
; -32…31.
; sat: the law fails. Witness: x = 16, y = 16, z = -1, where x_plus_y = 31, stepwise = 30,
; at_the_end = 31.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 6))
(declare-const y (_ BitVec 6))
(declare-const z (_ BitVec 6))
(define-fun x_plus_y_exact () (_ BitVec 7) (bvadd ((_ sign_extend 1) x) ((_ sign_extend 1) y)))
(define-fun x_plus_y () (_ BitVec 6) (ite (bvslt x_plus_y_exact (bvneg (_ bv32 7))) (bvneg (_ bv32 6)) (ite (bvslt (_ bv31 7) x_plus_y_exact) (_ bv31 6) ((_ extract 5 0) x_plus_y_exact))))
(define-fun stepwise_exact () (_ BitVec 7) (bvadd ((_ sign_extend 1) x_plus_y) ((_ sign_extend 1) z)))
(define-fun stepwise () (_ BitVec 6) (ite (bvslt stepwise_exact (bvneg (_ bv32 7))) (bvneg (_ bv32 6)) (ite (bvslt (_ bv31 7) stepwise_exact) (_ bv31 6) ((_ extract 5 0) stepwise_exact))))
(define-fun at_the_end_exact () (_ BitVec 8) (bvadd ((_ sign_extend 1) (bvadd ((_ sign_extend 1) x) ((_ sign_extend 1) y))) ((_ sign_extend 2) z)))
(define-fun at_the_end () (_ BitVec 6) (ite (bvslt at_the_end_exact (bvneg (_ bv32 8))) (bvneg (_ bv32 6)) (ite (bvslt (_ bv31 8) at_the_end_exact) (_ bv31 6) ((_ extract 5 0) at_the_end_exact))))
(assert (not (= stepwise at_the_end)))
(check-sat)
