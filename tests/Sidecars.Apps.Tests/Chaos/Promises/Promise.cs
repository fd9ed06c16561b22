namespace Sidecars.Apps.Chaos.Promises;

/// <summary>Under which condition no consumer is refused: GitHub answered ten minutes without a break in the last fifteen of a token's life.</summary>
/// <param name="Minute">A sixtieth of a token's life, which is an hour with GitHub.</param>
internal sealed record Promise(TimeSpan Minute)
{
    /// <summary>Whether the record of troubles lets the promise bind for a token that expires then.</summary>
    public bool Binds(DateTimeOffset expiresAt, IEnumerable<Spell> spells)
    {
        var answersSince = expiresAt - 15 * Minute;
        foreach (var spell in spells.Where(spell => spell.ConcernsTokens && spell.Until + spell.Silence > answersSince && spell.From < expiresAt).OrderBy(spell => spell.From))
        {
            if (spell.From - answersSince >= 10 * Minute)
            {
                return true;
            }

            answersSince = spell.Until + spell.Silence;
        }

        return expiresAt - answersSince >= 10 * Minute;
    }
}
