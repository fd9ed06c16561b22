namespace Sidecars.Kubernetes.Sync;

/// <summary>What has to be done about a Secret that follows another one.</summary>
internal abstract record Decision
{
    /// <summary>Nothing, and perhaps a reason that somebody should know.</summary>
    /// <param name="Reason">Of an event; null for none.</param>
    public sealed record Leave(string? Reason = null, string? Sentence = null) : Decision;

    /// <param name="Recipe">With its content.</param>
    public abstract record Write(Recipe Recipe) : Decision
    {
        public SecretContent Content => Recipe.Content!;
    }

    public sealed record Create(Recipe Recipe) : Write(Recipe);

    public sealed record Patch(Recipe Recipe, IReadOnlyList<string> Changed) : Write(Recipe);

    /// <summary>What cannot be changed has: the type, or anything of what is immutable.</summary>
    /// <param name="Reason">Of the event.</param>
    public sealed record Replace(Recipe Recipe, IReadOnlyList<string> Changed, string Reason) : Write(Recipe);

    /// <param name="AfterGrace">The source may come back: whoever replaces a Secret deletes it first.</param>
    public sealed record Delete(bool AfterGrace) : Decision;
}
