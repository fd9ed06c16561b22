using Sidecars.GitHub;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>What an owner's mints have taken of the limit, remembered over restarts; and the mint that is under way.</summary>
internal sealed class MintAccount(string? owner, MintLimit limit, StateDirectory state, TimeProvider time)
{
    private TimeSpan _before;
    private TimeSpan _reserved;

    /// <summary>How long to wait before the next mint.</summary>
    public TimeSpan Wait => limit.Wait(state.PaidUntil(owner), Now);

    private TimeSpan Now => Moment.Now(time).SinceBoot;

    /// <summary>Counts a mint that is about to be asked for, as if it happened as late as it can: should we be killed meanwhile, it counts all the same.</summary>
    public void Reserve() => state.Pay(owner, paidUntil =>
    {
        _before = paidUntil;
        return _reserved = limit.Pay(paidUntil, Now + GitHubClient.AttemptTimeout);
    });

    /// <summary>Counts it from when it was over.</summary>
    public void Settle()
    {
        var exact = limit.Pay(_before, Now);
        state.Pay(owner, paidUntil => paidUntil - _reserved + exact);
    }

    /// <summary>It did not happen.</summary>
    public void TakeBack() => state.Pay(owner, paidUntil => paidUntil - _reserved + _before);
}
