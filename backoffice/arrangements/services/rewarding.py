"""Interest given back to who paid every instalment on its day: one proposes, another gives."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.asking import reward_of
from backoffice.arrangements.errors import NoReward, SecondPersonNeeded
from backoffice.arrangements.models import Arrangement, Reward
from backoffice.arrangements.progress import INTEREST, standing_of
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.revenue import services as revenue


@transaction.atomic
def propose_reward(*, arrangement_id: int, actor: User, at: datetime) -> Reward:
    """Propose to give interest back to the debtor of a completed arrangement.

    :raises NoReward: if an instalment was late, nothing is due, or it was proposed already
    """
    arrangement = Arrangement.objects.select_related("terms").get(pk=arrangement_id)
    amount = reward_of(standing_of(arrangement))
    if amount <= 0:
        raise NoReward(_("Nothing is to be given back: no interest was paid, or a day was missed."))
    try:
        with transaction.atomic():
            reward = Reward.objects.create(
                arrangement=arrangement, amount=amount, proposed_by=actor, proposed_at=at
            )
    except IntegrityError as error:
        raise NoReward(_("It was proposed already. Another person gives it.")) from error
    after = {"amount": amount}
    record("arrangements.reward.proposed", arrangement, actor=actor, at=at, after=after)
    return reward


@transaction.atomic
def give_reward(*, arrangement_id: int, actor: User, at: datetime) -> Reward:
    """Give the proposed interest back: the debtor's open interest becomes less, the rest is credit.

    :raises NoReward: if none is proposed, or it was given
    :raises SecondPersonNeeded: if it is the person who proposed it
    """
    reward = (
        Reward.objects.select_for_update(of=("self",))
        .select_related("arrangement")
        .filter(arrangement=arrangement_id, given_at=None)
        .first()
    )
    if reward is None:
        raise NoReward(_("Nothing waits to be given back here."))
    if reward.proposed_by_id == actor.pk:
        raise SecondPersonNeeded(_("You proposed it. Another person must give it."))
    arrangement = reward.arrangement
    revenue.credit_debtor(
        debtor_id=arrangement.debtor_id,
        amount=reward.amount,
        kinds=[INTEREST],
        source=Source("arrangements.reward", arrangement.code),
        reason=f"Επιστροφή τόκων συνεπούς οφειλέτη, ρύθμιση {arrangement}",
        actor=actor,
        at=at,
    )
    reward.given_by, reward.given_at = actor, at
    reward.save(update_fields=["given_by", "given_at"])
    after = {"amount": reward.amount}
    record("arrangements.reward.given", arrangement, actor=actor, at=at, after=after)
    return reward


@transaction.atomic
def settle_reward(*, arrangement_id: int, actor: User, at: datetime) -> Reward:
    """Propose to give interest back, or give what another person proposed.

    :raises NoReward: if nothing is due, or all was given
    :raises SecondPersonNeeded: if it is the person who proposed it
    """
    if Reward.objects.filter(arrangement=arrangement_id).exists():
        return give_reward(arrangement_id=arrangement_id, actor=actor, at=at)
    return propose_reward(arrangement_id=arrangement_id, actor=actor, at=at)
