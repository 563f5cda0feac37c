; The floor of (a + 8)/16 is a/16 rounded half-up.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 16))
(define-fun floor_exact () (_ BitVec 17) (bvadd ((_ sign_extend 1) a) (_ bv8 17)))
(define-fun floor () (_ BitVec 13) ((_ extract 16 4) floor_exact))
(define-fun rounded () (_ BitVec 13) ((_ extract 16 4) (bvadd ((_ sign_extend 1) a) (_ bv8 17))))
(assert (not (= floor rounded)))
(check-sat)
