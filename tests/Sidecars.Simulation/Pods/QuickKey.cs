using System.Security.Cryptography;

namespace Sidecars.Simulation.Pods;

/// <summary>Signs anything with nothing, at once: a real signature takes a millisecond, and here nobody looks at it.</summary>
internal sealed class QuickKey : RSA
{
    private static readonly byte[] Signature = new byte[256];

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) => Signature;

    public override byte[] ExportSubjectPublicKeyInfo() => Signature;

    public override RSAParameters ExportParameters(bool includePrivateParameters) => throw new NotSupportedException();

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
}
