namespace EmuEdit.Networks;

/// <summary>
/// Predicts the change of a latent as a gain and an offset. A gain of -1 removes the content with
/// all its detail, which an offset alone would have to carry through the network. An untrained head
/// changes nothing.
/// </summary>
internal sealed class ChangeHead(ParameterScope scope, int features, int channels)
{
    private readonly Conv _conv = new(scope, features, 2 * channels, gain: 0);

    /// <summary>Maps features [B, F, h, w] and a latent [B, C, h, w] to gain latent + offset.</summary>
    public T Forward<T>(IOps<T> ops, T features, T latent)
    {
        var said = ops.Float(_conv.Forward(ops, features));
        return ops.Add(ops.Mul(latent, ops.Slice(said, 1, 0, channels)), ops.Slice(said, 1, channels, 2 * channels));
    }
}
