namespace Sidecars.Kubernetes.Sync;

/// <summary>What is to be made of a source.</summary>
/// <param name="Content">Null where nothing can be.</param>
/// <param name="Invalid">Why not, as a sentence without values.</param>
/// <param name="Warning">What is missing for it to be of full use, as a reason of an event and a sentence; null for nothing.</param>
public sealed record Recipe(SecretContent? Content, string? Invalid, (string Reason, string Sentence)? Warning = null)
{
    public static Recipe Impossible(string sentence) => new(null, sentence);
}
