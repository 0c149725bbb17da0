namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// Changes the rendering but not the scene: plug-and-play (Tumanyan et al. 2023). The edited branch starts from
/// the latents of DDIM inversion and takes the input's self-attention and the features of one decoder layer.
/// </summary>
internal static class StyleRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("style", MaskTarget.Nothing)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0, 0.4f),
        Features = new(0.3f, 0.8f),
        Inverted = true,
    };
}
