namespace Sidecars.Kubernetes.Sync;

/// <summary>What has to be done about a Secret that follows another one.</summary>
internal abstract record Decision
{
    /// <summary>Of what is to be written; of nothing, where nothing is.</summary>
    public Fingerprint Fingerprint => this switch
    {
        Create create => create.Content.Fingerprint(),
        Patch patch => patch.Content.Fingerprint(),
        Replace replace => replace.Content.Fingerprint(),
        _ => default,
    };

    /// <summary>Nothing, and perhaps a reason that somebody should know.</summary>
    /// <param name="Reason">Of an event; null for none.</param>
    public sealed record Leave(string? Reason = null, string? Sentence = null) : Decision;

    public sealed record Create(SecretContent Content) : Decision;

    public sealed record Patch(SecretContent Content, IReadOnlyList<string> Changed) : Decision;

    /// <summary>What cannot be changed has: the type, or anything of what is immutable.</summary>
    /// <param name="Reason">Of the event.</param>
    public sealed record Replace(SecretContent Content, IReadOnlyList<string> Changed, string Reason) : Decision;

    /// <param name="AfterGrace">The source may come back: whoever replaces a Secret deletes it first.</param>
    public sealed record Delete(bool AfterGrace) : Decision;
}
