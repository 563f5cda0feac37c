; The floor of (a + 8)/16 is a/16 rounded half-even.
; sat: the law fails. Witness: a = 8, where floor = 1, rounded = 0.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 16))
(define-fun floor_exact () (_ BitVec 17) (bvadd ((_ sign_extend 1) a) (_ bv8 17)))
(define-fun floor () (_ BitVec 13) ((_ extract 16 4) floor_exact))
(define-fun rounded_nudged () (_ BitVec 17) (bvadd ((_ sign_extend 1) a) (_ bv8 17)))
(define-fun rounded_half_up () (_ BitVec 13) ((_ extract 16 4) rounded_nudged))
(define-fun rounded () (_ BitVec 13) (ite (and (= (concat #b0 ((_ extract 3 0) rounded_nudged)) (_ bv0 5)) (= ((_ extract 0 0) rounded_half_up) #b1)) (concat ((_ extract 12 1) rounded_half_up) #b0) rounded_half_up))
(assert (not (= floor rounded)))
(check-sat)
