/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Printed by tests/support/make-nist-vectors.py, which says what they are: do not edit. */

#ifndef BRISK_TESTS_SUPPORT_NIST_VECTORS_H
#define BRISK_TESTS_SUPPORT_NIST_VECTORS_H

#include <brisk/hash.h>

/* Numbers in hexadecimal. The key is RFC 6979's; nonce, r and s follow from it. */
struct deterministic_vector {
    enum brisk_hash_alg hash;
    const char *message, *extra, *nonce, *r, *s;
};
struct large_x_vector {
    const char *e, *r, *s, *public_key;
};
struct colliding_vector {
    const char *e, *r, *s, *public_key;
    int valid;
};

/* clang-format off */
static const char p256_rfc6979_key[] =
    "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
static const char p256_rfc6979_public[] =
    "04" "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const struct deterministic_vector p256_deterministic[] = {
    { BRISK_SHA256, "sample",
      "",
      "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
    { BRISK_SHA256, "test",
      "",
      "d16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0",
      "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
      "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
    { BRISK_SHA384, "sample",
      "",
      "09f634b188cefd98e7ec88b1aa9852d734d0bc272f7d2a47decc6ebeb375aad4",
      "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
      "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954" },
    { BRISK_SHA384, "test",
      "",
      "16aeffa357260b04b1dd199693960740066c1a8f3e8edd79070aa914d361b3b8",
      "83910e8b48bb0c74244ebdf7f07a1c5413d61472bd941ef3920e623fbccebeb6",
      "8ddbec54cf8cd5874883841d712142a56a8d0f218f5003cb0296b6b509619f2c" },
    { BRISK_SHA512, "sample",
      "",
      "5fa81c63109badb88c1f367b47da606da28cad69aa22c4fe6ad7df73a7173aa5",
      "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
      "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe" },
    { BRISK_SHA512, "test",
      "",
      "6915d11632aca3c40d5d51c08daf9c555933819548784480e93499000d9f0b7f",
      "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a04",
      "39af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55" },
    { BRISK_SHA256, "sample",
      "00",
      "acbb238aca218f48d9187993f18d7e6cedc6019552a02eb0475a3b897b241410",
      "02440359ef5c73301f1487a6d0025e23a781aca42b8ec11d56dac37ae1830050",
      "bc9f984f1db20c2dd67c47ce484ea4e2b9d88ec115fb64032367e34bff9cbae2" },
    { BRISK_SHA256, "test",
      "00",
      "5ceaeedbfe1d3ba23a40f4a19c3930241ec3914b3a7d8f9c997dc70060860bc1",
      "1ba099540b0a51f43387015f53c6348cfd4ffc9c4f0ea32c1725b51669a70abe",
      "18ea682283dc255683b4b8cedb357c424b282f2365c3b1cc3f377cb2dd8217b4" },
    { BRISK_SHA384, "sample",
      "00",
      "e698c7ff3e1387043b147830c71802d5c1e01fc868b69d794d675758df1ccc0f",
      "da9b945731a340edd95e368462e2b4804791f184214d2f10753de10d2ede5968",
      "2144f379a07633affad5a6594c31df7304090c40ad2eb78f5b9ed51974527a4e" },
    { BRISK_SHA384, "test",
      "00",
      "fe29370483a7cd402624b48eba84673d9d07f4a42845bac1549fc00b7f9b6086",
      "16652334beffa5d4ded2071f55ce7aaefa0dbc6855bf2bfc64e5d19724fd1912",
      "842d9d42392dd8d40747e9bc2328161903da26d7073bee8ddd32f0df009cb36f" },
    { BRISK_SHA512, "sample",
      "00",
      "c7246fd32105ebe42f4ed1784c43c886a9ee770a449b6b2ae19d696de4547db2",
      "98471f005f4b76290e955b0073d2b48461ca8bed02ed263c80e9fdef2dde874f",
      "e633b4282a86d581598fb7613ef75c828b2aad54d76ae0c56d4a427c225d6ab8" },
    { BRISK_SHA512, "test",
      "00",
      "4ceffafa00a97d79ffc4de5e2d6a6ad9b4a81135973f84a97b5ea4afcd7a94d9",
      "28df9379eae096f7307aed14fd0332ae2f9cf2f5bd286472df17485c28d271f4",
      "50c8d53df1942be11db48c65101db5fd8e7cb5d800847febb61a3689a9ec1ecd" },
    { BRISK_SHA256, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "033e96ebafe11049d28ce7096effd2c0788b28324f546f1a036e95e10dbe0bf7",
      "a0f63f1f8efc44678b5a31dc115c3ea6e82c4f33a55a4c0351d31461c1d0c1b2",
      "d1176f2a4532067a8e5b6cc2dc908035eaaeaabc9441475f35c025193ea02a28" },
    { BRISK_SHA256, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "8eed2c25c5b0d9a954cbe759c54ad7d3127366e2821f7cafec1329f161aaf76e",
      "bbe60d90a4ebee0e076393ba8105a4b06404ea0657657a95922cde8643357e1c",
      "b8cd4de353b071c1d9adac60ef1743e92d7a362b91d6fdf3406f59fd69dd4d23" },
    { BRISK_SHA384, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "26953e6375bca8377f88f9b68adc65a9fa7aed78e17e25fab9725c6a91dab832",
      "e3c0d1cc4863d378e0aed0306a5e2e0b51b8e70678d22a98aee5515ec27eb29e",
      "c21ae74418da50ed95b6f8fcc7d494991b7ad10a4e1f6f5f4f413099e87208aa" },
    { BRISK_SHA384, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "441b9ac0d6ab23ba517a9f4c2ccfd4dc3e70407d8162d52956a9724263610b93",
      "0f7cf6f6f0fab84bf4a8641c34145a4ec3c9e35108f1239a22d4240654899d78",
      "0ae285c27e67c4050aa33393f4f30ef2dccea4f358b814e4f4976cbeaebeb86f" },
    { BRISK_SHA512, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "9f0c59368c94340b75ef55d0c018f395976ecaeb4d4a902bc42bbd8713c76880",
      "7b9a9eae8706ed0dd93fba20b38d7aea7f2002637d1298a8ddfed2582c8bb488",
      "1d883d4a1a2e191a50a74b7cbf4a4eff61eb01c6aa5c371cf1570ced3675a0e4" },
    { BRISK_SHA512, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "dfea6c7d1ff27715673dd7b236bf210fe94803c19ae117f81d18fbca26f81aba",
      "1cd877558b57d2004a2ce85667037cb5f33868185c3e484e1b7bbc9b422a805d",
      "2a8c7d6c5714323f0716be52803cb2d0a3ea0eea1436e6e29a4218cff79468d8" },
    { BRISK_SHA256, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "a4f98c07a2e6f7a1972472c25175389e6a9da63161d8810713f13595a8cc63e5",
      "b280ce88b98a27b757a2a9fc7e527c0d6f33c85d2c41085e2f75f9ee9c75303c",
      "78c18b67d574baa8d77efbdc2fd34f62901860b0e43318925c88a6d2a96617e1" },
    { BRISK_SHA256, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "70eae07352cae29a5450a0e42651dfdee9e4814f92470297cd6a8ecaba43d38c",
      "0a87ba4cc108859c91b589d8da962421b0679174efb462dd1ff146dd0549484b",
      "0ee4579f935f94f15de221d0fb5d195192ac83abac2024af298799e843f4c77d" },
    { BRISK_SHA384, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "2cf140640ba9597b9593fdbb6cf48a1cebaae4ad4f69e33e17ca1366b99d6aa3",
      "ec206ab26357a68b3c99787f4cfb6df8fec2bb9535eba4df5577098c958628a5",
      "ce00b492da27cc796232b620e80d6bec411a94633d4e4b9fd06147865048abc4" },
    { BRISK_SHA384, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "23f9b15e6b7deebacf736f95d6e357778c34f246b1a1940d771aa33ecc919503",
      "b321f0cb405b9420cf063de7ecf657c91a6f20830e3a93d62c4b078f298e2c86",
      "61f98697f4bebf1a6d2fc432735488a09376359f4872346a0d40e0f687bf121e" },
    { BRISK_SHA512, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "d195ff00e94d0aa8e8a2a061e980e24e646d2af1ef0347fdb5685746d431879d",
      "389d760b695033c4fb496c60775ee2a8cc00fddfb0de935a97e310f375a2ff56",
      "fff060b782c310569d1415cb80245a0636f516f2321e8ffd1ac4b2377dd52f64" },
    { BRISK_SHA512, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "dfa628ab03c63900b027b0da652e48302c5e49da2ce6be7cdbc44720b1919589",
      "e0378579e54ca29c2e4d8c5cc189b1bc5038111468afd533024862e07a16f69c",
      "1d48f85c109623bbc1f01f8c446d5eeb7f4a49d707297f1d887a3fd196e7bc10" },
};
/* What follows if the nonces before are refused: sample, the curve's hash. */
static const char *const p256_nonces[] = {
    "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
    "8e83dc490bc5fc4d5992bd63cd87f254adffcb930f8a8011702a88870f638fdb",
    "7b8dc9ad8ce159abca1b9915fc1470e91d5ad2443b3032557e78f47e180ab702",
    "0c2161730a70227da55c7d16df1b6e1302e751bab0caf723ff830f7ba60a30ad",
};
static const struct large_x_vector p256_large_x[] = {
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "0000000000000000000000000000000000000000000000000000000000000003",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "1cfec2500f5ba963d6bc91f7f4cf93f4936f5d1a5fa7522d89c0e2209e7e9509"
      "23c21c81d610182bb3a6280b1e5ed36db7b0e0b8561bd90ba8449373e95b9118" },
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "00000000000000000000000000000000218c82a9ac7430bd86231a9e81ce6d57",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "6941006aa2e2dc61f5ed9471ede6e1ed06d745ee538c07539439f025360a2882"
      "ae7473bbc65cd41f5092af202ef8f0be4038225320c30b09ca2e888dece44324" },
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "000000000000000000000000000000004319055358e8617b0c46353d039cda4a",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "5a0c887dc1f9819fa4ca36d42bc91f491892b26ba480013dd7e2b170828e4d81"
      "d10f2027a08564ba81b09a65290a023287081ae9d32b0f313a2395417c0472a0" },
};
static const struct large_x_vector p256_wrapped_x =
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "000000000000000000000000000000004319055358e8617b0c46353d039cdab3",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "df9d94a5ebce90b4ebd475dab13c4069dccb9af4100c44dc67605bbf1897fda7"
      "bf68a4133a8bed1e06cfd5adc56e9e16f6c56488ad6858a9edfd1a4cc2d76757" };
static const char *const p256_not_reduced[] = {
    "04" "0000000000000000000000000000000000000000000000000000000000000005"
      "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc",
    "04" "ffffffff00000001000000000000000000000001000000000000000000000004"
      "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc",
    "04" "d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
      "0000000000000000000000000000000000000000000000000000000000000005",
    "04" "d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
      "ffffffff00000001000000000000000000000001000000000000000000000004",
};
static const char p384_rfc6979_key[] =
    "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
      "96d5724e4c70a825f872c9ea60d2edf5";
static const char p384_rfc6979_public[] =
    "04" "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
      "def8f0ea9055866064a254515480bc13"
    "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
      "288b231c3ae0d4fe7344fd2533264720";
static const struct deterministic_vector p384_deterministic[] = {
    { BRISK_SHA256, "sample",
      "",
      "180ae9f9aec5438a44bc159a1fcb277c7be54fa20e7cf404b490650a8acc414e"
      "375572342863c899f9f2edf9747a9b60",
      "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33"
      "bde1e888e63355d92fa2b3c36d8fb2cd",
      "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feeb"
      "efdc63eccd1ac42ec0cb8668a4fa0ab0" },
    { BRISK_SHA256, "test",
      "",
      "0cfac37587532347dc3389fdc98286bba8c73807285b184c83e62e26c401c0fa"
      "a48dd070ba79921a3457abff2d630ad7",
      "6d6defac9ab64dabafe36c6bf510352a4cc27001263638e5b16d9bb51d451559"
      "f918eedaf2293be5b475cc8f0188636b",
      "2d46f3becbcc523d5f1a1256bf0c9b024d879ba9e838144c8ba6baeb4b53b47d"
      "51ab373f9845c0514eefb14024787265" },
    { BRISK_SHA384, "sample",
      "",
      "94ed910d1a099dad3254e9242ae85abde4ba15168eaf0ca87a555fd56d10fbca"
      "2907e3e83ba95368623b8c4686915cf9",
      "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
      "81a648152e44acf96e36dd1e80fabe46",
      "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
      "a329c145786e679e7b82c71a38628ac8" },
    { BRISK_SHA384, "test",
      "",
      "015ee46a5bf88773ed9123a5ab0807962d193719503c527b031b4c2d225092ad"
      "a71f4a459bc0da98adb95837db8312ea",
      "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb"
      "0542a7f0812998da8f1dd3ca3cf023db",
      "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e0"
      "6a739f040649a667bf3b828246baa5a5" },
    { BRISK_SHA512, "sample",
      "",
      "92fc3c7183a883e24216d1141f1a8976c5b0dd797dfa597e3d7b32198bd35331"
      "a4e966532593a52980d0e3aaa5e10ec3",
      "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799c"
      "fe30f35cc900056d7c99cd7882433709",
      "512c8cceee3890a84058ce1e22dbc2198f42323ce8aca9135329f03c068e5112"
      "dc7cc3ef3446defceb01a45c2667fdd5" },
    { BRISK_SHA512, "test",
      "",
      "3780c4f67cb15518b6acae34c9f83568d2e12e47deab6c50a4e4ee5319d1e8ce"
      "0e2cc8a136036dc4b9c00e6888f66b6c",
      "a0d5d090c9980faf3c2ce57b7ae951d31977dd11c775d314af55f76c676447d0"
      "6fb6495cd21b4b6e340fc236584fb277",
      "976984e59b4c77b0e8e4460dca3d9f20e07b9bb1f63beefaf576f6b2e8b22463"
      "4a2092cd3792e0159ad9cee37659c736" },
    { BRISK_SHA256, "sample",
      "00",
      "32893fbd3db5926bdc9f6f09e5d9be979682685114a03959c236004e1e231ab4"
      "f39ecfb92190b234f9faf0d86ee116f4",
      "4eebc313d4159495a9a3db82da85dc09e73cf5cbaea05508dbf4a067fe5636fc"
      "e99eeeb9e5433214df342ab1038f39d2",
      "24f27732a5e779da98a252992765f85c177ddb10755838aa5d8ebbce9c7d5aea"
      "679bbbf2667ca20d8b08239434812729" },
    { BRISK_SHA256, "test",
      "00",
      "a131958b038aa678f2ad2d8df1da6b6c25cdb3eff145c01162c1802d77417752"
      "a99d1af5e88638878b2ccc5160c53086",
      "505b0422be90db0194569c0eecc7b7adffb2b8ca65b9e0a8400eae5496ceb2af"
      "08d21fc487c2f12502d9b543059aaea4",
      "eb0df78cba0c9bc873032b05abef984967d7f0712f88b313101a275cbb8bb298"
      "798eec35ccd9e72bc7784ffcccc398ea" },
    { BRISK_SHA384, "sample",
      "00",
      "eafd5cfc89cd8fe9128ac5265ce618633955dc0c2fd68aba43943446cfe39a59"
      "306f41d0e1d9928d31da5709ce8f5ea8",
      "3d9fed59654c5850557a18297af37048fb8f61b70b068f22250fecf0fd53fcc4"
      "e891498686998c6acd5667cc85b78d15",
      "6f5d2d5c1ed30c24c2090d079af0f52cb186e7228b494dfae7a280a70f9b8b05"
      "cf09f85dad0c1555f5d02d5ef04fa3ea" },
    { BRISK_SHA384, "test",
      "00",
      "a7c435c03e37f173dd05327285df0f5c0bddc6f3e1769c6040f59bc1e3bf40c8"
      "47f4cb897a5ecb62e2bf77710432e821",
      "d6f711b86e7e924074581a64407f83700aad7e5bd364325c40d2be87806d4526"
      "00af29ff6ee0bcdd6c806a20525141c8",
      "f94f1ea6219cb2ee260546eda77289fbffc2829a13c18ef57c1e435444a3398c"
      "bd1e71c73de17804124e661798d2153f" },
    { BRISK_SHA512, "sample",
      "00",
      "7994b523fca9a42859230096e97e948e264441bc5e1730fc96da44e8e85fba28"
      "6e394c96789a64d985fd1e43ebe40f70",
      "f6b444235b1fd5f2ad3fb73fbfa409b9b8e376dc7ee4f4e6622769a5735e53fd"
      "66adbb85ebd43b0f5675134b03d4a592",
      "b104b1c16f4b34351e5f415b7c75fb77881928f1ac3ea42861962a1cd4ad6c09"
      "1848642287ff3f097ee3919ff8ebd6a3" },
    { BRISK_SHA512, "test",
      "00",
      "d5a3b5043d57d2f8a2e7c27624eabe4af7d4a940e71617d26719eb4fab9cf523"
      "eb2334c94c8a959f287fafff77cd389c",
      "c89124a71198800da823f9df27bd5995b542e627cbab1ae1dc4b0cad2c38a65c"
      "203081b4c9800f7bc629643cf4372722",
      "f4cf6c15799e6b6c33e2cf44afee3d5da6e69cc8c457e881e5f266e9557706e5"
      "f08655d9c70333f36009dadfc67e99f3" },
    { BRISK_SHA256, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "e4b6b3d0d4ede2f0d2f67f1325d44e44d3cf1b6e4e14b9a57971fea12fb663c5"
      "177420c673755f38159dcb1211befa4a",
      "992ac2da94b5ecb9cfe48e6163e7cee6a9297bdf9907923f0f7f7172f85a731c"
      "d1acfe6500952f12db588e8fe76b09c2",
      "514895356932cfafa53b0d4e74011da0d8a48ac71ecb6d715f1e8661282788f3"
      "e43e80c7313758d46a3ee8cdc8bfc3ad" },
    { BRISK_SHA256, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "2b7254c4d6b4b586d6d1f7fa0c8ebf3475a6f39f2af0b0e4aab9377ce5960383"
      "894f88677c639788bf3a31a503d834f2",
      "9626eff92068760684cef729ddf548a824768ed8426f0064aaf37c234729c0db"
      "6347425fded134f45b310d2ff1b95928",
      "d4cbc0a7e8648c54389f2aca93aa389c902d3400e09e261ae49e5f158b7bb362"
      "5c1d858e0552517c1f81cbb8cfd0167d" },
    { BRISK_SHA384, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "36daebb014a120fbbd5621239e4bf594c011dff8a5a2b5f767ab0feadbc945db"
      "ba75afd0c63cdd6d27a01a7d8307d7e1",
      "375a4f93ac2ba50864ede2cae0b90a2556c132d02886d9995ea23ad2b353cf53"
      "8a5efbd67ddd4a1efa287fb0f9cfedbf",
      "15d9f45aaed8dffefbcf6cc5f5035f87a4dc3d51452ad43fbc7c29a90df28941"
      "8c155077e167b65c80db1dd85bb07b55" },
    { BRISK_SHA384, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "c1d872308a765dfa2efa65e761a47c6d5d850b2d5018d01bed8e49321b262aea"
      "825d9d684b5fb22d3e3a5ad281167dfe",
      "bfabcf734a7cb32bdcac120fd891737d98557e5aea3d686ecba084b61d5ec284"
      "f83e1350b2e473a1913333e6b3584a8b",
      "a759250c80ebaf47b80e336653aee6f9b4a63db699d0c52f700f0147fe771e2e"
      "04e8e1106501b22ec38a7d2ae9e63959" },
    { BRISK_SHA512, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "04f7e49b1aee0f13bc8a10d441625beac858ea2bb0cfa7754218dd23df3164bb"
      "75f688f266e871d47264fa6dc8a4be3a",
      "5e33fc70a66c70236d193fcd7d787810091e38f932508e38cc089205a45eb95f"
      "e6512603d909c40a731013558e58cb31",
      "673f46b17c76d1eabd8e1fc4935c275deef0eb7509645de9463dfc06f0eedcb4"
      "217dde217d42e8241fe45b8646ee5664" },
    { BRISK_SHA512, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "f3a0cabe485dc41803b302af2437cd6df9fceeb9819a6f0b1dc5c4c7ffc66731"
      "74062b10e312f4910bba4b74c80fc92c",
      "9c34f0183c2b409d87545ee9895bf5c46c2816035cf962e45f02c804bef5549e"
      "4859594a0f95da2f416a85d7a07099a4",
      "31d62612dd69f7047a1dc6e07ef2bb043545de48bbf1bec9854bd1b08b1f61a5"
      "d6e588925ccfdbdf251d8cb3385a77e5" },
    { BRISK_SHA256, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "f6e2aa8f43b21b92beca590b3da0d582099187f2c12c78994a1c4ca8c8ebaf12"
      "fc8d80c32044cd4982f834538b8d7641",
      "f9630494de366b1bb8545896bff81b01e7558beafd62726e0095e2401f7197c9"
      "c4f52776e8ceaf472c5c3dbb4faa1e5b",
      "5f05e80d5bcd6ef2ec20172f6d73af128b530a917c3a716b1f10fe3f8aedab15"
      "5db85901945fcea524d011582301f0a6" },
    { BRISK_SHA256, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "279787b402676ed69645c5e55b7f89a3faa1fcf4a3195e87d500b0a0755dc269"
      "32fecbb4c74cab3af5c9feafd12662dd",
      "5efe1eab2ad85fe84d7c5c0fe98328701b3a22486f2408e40192218e98763a65"
      "8bb66158c58ed6f32739fd58e4887e68",
      "5f1a2771c10132009cee0fc30abac79e9d63f3bb2a29ace33480a82560ae89af"
      "eb4c92b3e48406a00d52914edf9cc159" },
    { BRISK_SHA384, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "b6b97b181254ed91af35650c8612bd4357ab19c8e8da11c1e6e821e5cf886bb1"
      "15fd6645141ca2846b476dc90e89244c",
      "3efcb6f16635da2d7ead388a25f09103ee0787dec326e15ba5e4ed087c545b42"
      "7e429c174403132e377c978b5a34ca5a",
      "1ad19c9d5eabab0bf937f5f772bdafd9fc5a4eaf702081d970683b3d6bbd17b9"
      "a89b1a7e757494f2b1bac34f803c9ec2" },
    { BRISK_SHA384, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "485d6e373f2d13ee7f994a655ee14ec2d69bed9d7091895886bd2c0596674c1f"
      "d6eff1a069c3d21a3d87cbe5728b2763",
      "3b8fef21cf0a87706a9d12797816f4d7433852b307879303d8873ae92ba60f9a"
      "e7a9bf42d3cca45e615c7de6d01d1019",
      "6ea0fdb96557f1f1336e52d000d679655584753e5591704a4603c431f60ffa86"
      "154ef988917f5e9cbd16841191070498" },
    { BRISK_SHA512, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "4d9ca42b16cb13d24ff864a5d0b67c286138684626a50da2a4a78270a5c52b5d"
      "32f434e99bc4c3cbdc3c1e159eac1c6e",
      "ff1210941c353f6c5828f483966881107f17adcb3640484ec25b70bbde79e906"
      "add629cf5286ee005aa2b90c47558c25",
      "df7d86adf1069f6eda185857e1f5b5b1b7dec2b67dcf1ce422d03ad6c42bf7b4"
      "0ed024d3ae9171a13d6a8f86bf385ef0" },
    { BRISK_SHA512, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "d562fc22957bf8794b4db4fc7c398ccb51bda4432d14b43098dc7df51405f734"
      "f9db25727aeb9dd2bb028c3ce82e4b68",
      "412e3e25f22226a26243a9a5cc1c102213cea49a98c1cb5ac5a61db5c4ca3209"
      "444ebe6a21e594af93214b5e3fdbb5d7",
      "1cc4aa66c461be476b65ed6692c42a7bd95fb575d46b30974ee870e73ffb4ffb"
      "878b8df63e0b017b8fcc12a6a602dd83" },
};
/* What follows if the nonces before are refused: sample, the curve's hash. */
static const char *const p384_nonces[] = {
    "94ed910d1a099dad3254e9242ae85abde4ba15168eaf0ca87a555fd56d10fbca"
      "2907e3e83ba95368623b8c4686915cf9",
    "9d63ce4c96d070a67f7bee49e870b64838c0ac65bb7440cf46017dca69d35d23"
      "6219aae5e00a9f01f13e7774be1339fc",
    "f114e112e64a0c14702ffcf66ec140fb427bbcc90b1cace4a4ce90e227d91c6f"
      "e17add0ab567782ccc7c4e70db1e522c",
    "0ce9f960028dee82c5418c4f15566666228536e2a55b85441ea188e4f7ea764d"
      "4492133b000a7b33a3428b1bb729ca0c",
};
static const struct large_x_vector p384_large_x[] = {
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000002",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "3be794ba5955f2b9faf445282c238101a7a7105055d753d3b9e8dc9739dab028"
      "9253323e8451aedebfebaa67a3f466cb"
      "32d571ea1c3f38fe5d7f625c0f37b7f1f4605a881d245073d80089683a519443"
      "e9112be2e219dde6a0e729940d1e76c0" },
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "0000000000000000000000000000000000000000000000001c4e593f05e4690f"
      "d3f2f9265ba7ac428989f34b199d6b47",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "ca05ecfb910846e098ca0ca5f57b5c96d5fb3a359b36b69a64de70c427440662"
      "967ab85c00ab6f4396ee4e653b985cad"
      "ae2159f360013d771a194737644dfaeff39af80254bd9085d33df975000dd347"
      "8923bd30a059fe0eeab01cce7496b7b5" },
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "000000000000000000000000000000000000000000000000389cb27e0bc8d21f"
      "a7e5f24cb74f58851313e696333ad629",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "9223d4ba439890cf98d5170b65682feceddca729e4b6df3ece5698593ecd5b65"
      "20b4f8cfc4bd926faff007346b4bb3fe"
      "7cdf9a63d0fb4e09f891fae165eefcb3428630dc85d8662cb9104cbffa53f752"
      "ee0953ad855cf016572f606b27e442d1" },
};
static const struct large_x_vector p384_wrapped_x =
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "000000000000000000000000000000000000000000000000389cb27e0bc8d21f"
      "a7e5f24cb74f58851313e696333ad68e",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "2188dc68fc330588127aab44f2d66c384c1c1f401a6f1eba8141f8c9b00b83ec"
      "23b949151307ebc3f4330a52bffe4735"
      "4f44db8619cffc028151f67de209c836c76b6683f73037e508578c873c83124a"
      "20e73371f1645e672bd7c56449023d3a" };
static const char *const p384_not_reduced[] = {
    "04" "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000002"
      "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb7802"
      "32baf57825fc0c1912ada2fefe84024c",
    "04" "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
      "ffffffff000000000000000100000001"
      "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb7802"
      "32baf57825fc0c1912ada2fefe84024c",
    "04" "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba2"
      "7f0a104c89704773a81fdabee6ab5c78"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000001",
    "04" "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba2"
      "7f0a104c89704773a81fdabee6ab5c78"
      "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
      "ffffffff000000000000000100000000",
};
static const char p521_rfc6979_key[] =
    "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
      "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b8"
      "3538";
static const char p521_rfc6979_public[] =
    "04" "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd"
      "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f50"
      "23a4"
    "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a"
      "28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfd"
      "fcf5";
static const struct deterministic_vector p521_deterministic[] = {
    { BRISK_SHA256, "sample",
      "",
      "00edf38afcaaecab4383358b34d67c9f2216c8382aaea44a3dad5fdc9c325757"
      "61793fef24eb0fc276dfc4f6e3ec476752f043cf01415387470bcbd8678ed2c7"
      "e1a0",
      "01511bb4d675114fe266fc4372b87682baecc01d3cc62cf2303c92b352601265"
      "9d16876e25c7c1e57648f23b73564d67f61c6f14d527d54972810421e7d87589"
      "e1a7",
      "004a171143a83163d6df460aaf61522695f207a58b95c0644d87e52aa1a34791"
      "6e4f7a72930b1bc06dbe22ce3f58264afd23704cbb63b29b931f7de6c9d949a7"
      "ecfc" },
    { BRISK_SHA256, "test",
      "",
      "001de74955efaabc4c4f17f8e84d881d1310b5392d7700275f82f145c61e8438"
      "41af09035bf7a6210f5a431a6a9e81c9323354a9e69135d44ebd2fcaa7731b90"
      "9258",
      "000e871c4a14f993c6c7369501900c4bc1e9c7b0b4ba44e04868b30b41d80710"
      "42eb28c4c250411d0ce08cd197e4188ea4876f279f90b3d8d74a3c76e6f1e465"
      "6aa8",
      "00cd52dbaa33b063c3a6cd8058a1fb0a46a4754b034fcc644766ca14da8ca5ca"
      "9fde00e88c1ad60ccba759025299079d7a427ec3cc5b619bfbc828e7769bcd69"
      "4e86" },
    { BRISK_SHA384, "sample",
      "",
      "01546a108bc23a15d6f21872f7ded661fa8431ddbd922d0dcdb77cc878c8553f"
      "fad064c95a920a750ac9137e527390d2d92f153e66196966ea554d9adfcb109c"
      "4211",
      "01ea842a0e17d2de4f92c15315c63ddf72685c18195c2bb95e572b9c5136ca4b"
      "4b576ad712a52be9730627d16054ba40cc0b8d3ff035b12ae75168397f5d50c6"
      "7451",
      "01f21a3cee066e1961025fb048bd5fe2b7924d0cd797babe0a83b66f1e35eeaf"
      "5fde143fa85dc394a7dee766523393784484bdf3e00114a1c857cde1aa203db6"
      "5d61" },
    { BRISK_SHA384, "test",
      "",
      "01f1fc4a349a7da9a9e116bfdd055dc08e78252ff8e23ac276ac88b1770ae0b5"
      "dceb1ed14a4916b769a523ce1e90ba22846af11df8b300c38818f713dadd85de"
      "0c88",
      "014bee21a18b6d8b3c93fab08d43e739707953244fdbe924fa926d76669e7ac8"
      "c89df62ed8975c2d8397a65a49dcc09f6b0ac62272741924d479354d74ff6075"
      "578c",
      "0133330865c067a0eaf72362a65e2d7bc4e461e8c8995c3b6226a21bd1aa78f0"
      "ed94fe536a0dca35534f0cd1510c41525d163fe9d74d134881e35141ed5e8e95"
      "b979" },
    { BRISK_SHA512, "sample",
      "",
      "01dae2ea071f8110dc26882d4d5eae0621a3256fc8847fb9022e2b7d28e6f101"
      "98b1574fdd03a9053c08a1854a168aa5a57470ec97dd5ce090124ef52a2f7ecb"
      "ffd3",
      "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
      "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3"
      "77fa",
      "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
      "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4"
      "a67a" },
    { BRISK_SHA512, "test",
      "",
      "016200813020ec986863bedfc1b121f605c1215645018aea1a7b215a564de9eb"
      "1b38a67aa1128b80ce391c4fb71187654aaa3431027bfc7f395766ca988c964d"
      "c56d",
      "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f1"
      "0cdb93482fdcc54edcee91eca4166b2a7c6265ef0ce2bd7051b7cef945babd47"
      "ee6d",
      "01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e7"
      "8a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4e9ac60752f7b155e2de4"
      "dce3" },
    { BRISK_SHA256, "sample",
      "00",
      "01a4c65c93251747385c27d8774fec81d2d42fd3cda87097e5cf36848fcc1142"
      "d84d85c16e9cfcac6ac428b0de25695ff4057326e0ad107921a897c7d95d2b0d"
      "a8ab",
      "00d6a3a2528e6da1c9bb4adba419f9236ab4661868634780cc0d97850399856b"
      "0ab0b249875f0c9f3208be9b10aa39292f2db6480702e75fa26782651ca4de48"
      "680c",
      "00a5645ceac9a2286f75fc2b8558c2682874a06e65c9dbce72da19fe3af8d6ac"
      "01c60d49856092a3c9b5f92276bf93d847f91926bda7f7c02787c7a6217b3d6c"
      "6c2d" },
    { BRISK_SHA256, "test",
      "00",
      "01af707d02d04a51e8603e517734e5da4b7a8e1efc02d4b8c575aecea1f7f8c9"
      "b673b80325580014492887e4afe0ddefc8c08c254c99b8b33de162e3dd644f96"
      "3a62",
      "01e754ddf75df1a01bc1aa765810223638e5b72214585c0e662f1ced6a44d298"
      "6053f7a8675d72cbcdccb1b5ce28161bc35a99781236e64a2189aa2144a847b7"
      "1424",
      "002237fc28df1450e69dd3e51cd147d81425def72d2ae563b6037d69238afaad"
      "4b22764ce201e1e2db3e776e5eb8e8c08c7590baf81fabba48dbe1626010612f"
      "c0bb" },
    { BRISK_SHA384, "sample",
      "00",
      "010a57ca982949d5875e5f2f074069401c9df766fb6d70d790055130bd442128"
      "31683c3c5f2d99847243be5edea12bcf38f37a003fd89f84969e492863bc2704"
      "43f7",
      "00831461cce51a30b8b4bc17db9e1f028827752f084dd8b2e5ec91942965ebf6"
      "aa7655aea2553b3775c5bfc62046b2009769a89dec9d7f2423b8f37925d11065"
      "495a",
      "006fb3ab608305187e719645f41ca563311b8aaeeb7c3c81480a9b3099d8419c"
      "7a1e658595f44f3ae40f8076736804e9327631e5771ae74a85b399c0c66429d6"
      "1c82" },
    { BRISK_SHA384, "test",
      "00",
      "00abd4319fb35f4d156852e590cdb0491c57b41848770c1f1180b857d7a27176"
      "de25993a8ccf07f54afb858b1a774bf473d9c8a1d21e62ee37cd7f409d8e0988"
      "5ccf",
      "0039d793b5c55356d6c5909314bf8c4a846293a0ad4b5f2ed8e1779d0704f8e3"
      "c2ab27c2a73ddc59e743a27972c001f91b8810b3b79682c9742c6f09401b8397"
      "f875",
      "00471efc2ba57d8edda92364e96147abf1a24653449d24920430d113c84fb065"
      "e9b0eb80ffd61e77fa6eef362587f3f79daaf04bd4be9273a8c4f0b4db7c1702"
      "bb9f" },
    { BRISK_SHA512, "sample",
      "00",
      "0037f2d360a134e866e5147173a42e90db08d2c1de4b71438310544dc6dac57f"
      "4ea849a2076af902ac2dceec73573b78fcc757bce998781be43cfb875af63c42"
      "b656",
      "01441b9bb4c17d8bd40f672226c9202cffdca2d6d70fe80a127b14c84fda2f64"
      "6fcaa1668346bedb4f7675e774368fe99e58dbd9851bbc6438349c4ca708a544"
      "02a0",
      "0063bab3f963067f6572fe73230891cb84d0777b458632474f6915b7ce83bf30"
      "11063c9d18495b7a222d79f9338ceddca26163a3a7696228a5e26227f9fc4476"
      "d167" },
    { BRISK_SHA512, "test",
      "00",
      "01785dff47d3db53f95859d65f6ba0efff7ca1986bfa4798e05d412f290387a6"
      "ba184fc83493694cf56aa3f61e27572d56e0f151d9a1d4e76dd09cf08a51db89"
      "dec9",
      "00eee967789555be1509df7e9387fd755f2b31dd21345e5fd15602c83f4b8532"
      "6515da7466f61a80451aef6c756c7b5ff935d5d2444d836b54069fe6ca4a7848"
      "f5e8",
      "002b32b4fe74c96c30f7444ba22421f946d90a1cca74b4a19d1c5e8fec240f8a"
      "6eaff35202cc3e0bc4434d91d74a1803f0dbf185dc0eb7bc4cb42d5b6ed0d63d"
      "b42b" },
    { BRISK_SHA256, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "00a320c43fa588d4ecab64decc39615a36a6e92a0ad088e06472cd6cf053f6d4"
      "ae45cfc2d1fcb14b0ca39f881e55db3aeb7468c11e92dff8ad80cc3bd0fa3e23"
      "353b",
      "018461114c950e3d843943ee3921000a0427242537108e4e754f8f669be7fd33"
      "130ce101dce2bdc6e9bbcb73fba1b0c1c6e508d810b4c78a5c33ed005dff4f3e"
      "1ae2",
      "01994f7704b16bb36a75114f7ec31a9cb8d834787b13645aefe46d5993c73439"
      "e6cb1bc38e7ca9d509a5fdb149697c71f3f2f55480397b43e3225ac465ce0c46"
      "3ae0" },
    { BRISK_SHA256, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "00358b3a4a3392b61038af7ba54c7f963c7ef9afa7297a3a8a36d710603edfae"
      "d2905da9f93e7d032464b01387d40c29493c740312323bdfc26f778d0c65387f"
      "91b3",
      "002a3062f93924bc155c655405fd646bfd30d86a46c758fe61af42f47966d02a"
      "efbb6b07b31e048089f43ab6729d4e950641c5c4a773d80dfd4377f3ded87ff8"
      "137b",
      "017193aa87ca193e08709e537c948bb44952d9497d81e754132b813f22b8446a"
      "6c768c9325c31c893314dbeb60ae3f0bfcd9d7b1a05c868c8cb6d142b22b644e"
      "75ee" },
    { BRISK_SHA384, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "01ec430dd4aa7c70124cdff61fc32e793cf00469c484c363cd0be6efcc602df7"
      "2c5feb07e24145372134fd80587b19b5bba8433fd256345dc43d3b36a5960de4"
      "2bf0",
      "00bf0e243d3e023283f2db7a4f5ea1e1faeca0c034e80fa3cf52859993e6205a"
      "30c8fd2b0dd80b7f394d101d13fd1f28bb4b0cb5dd6010e8ce351efbff609543"
      "05a0",
      "01d45355bbbf3a87007501ba16da7a8b032698db61b3f3f5f0216e5f16a2fce7"
      "53eb7c7ea1e96137e19ff3e7e55d0b22fea18b868cadfcf7ca4841596a955b1c"
      "2329" },
    { BRISK_SHA384, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "007375cf5759ac4179340556b779e29c9d1718de46a57bb2c9046d836569fe96"
      "8af14ca75bf78b1e5bcabdb159b3cbb374c70074498e96025d082c2c73265746"
      "6cce",
      "00db678808845fea52f13b2488552332a9d4bef1ef50e7b55c5ae6a5e3dc81db"
      "7341550844abd226066f062a77a4a994e7e223fe4d680ea782ef1d320eacb60a"
      "235e",
      "00e465e76799d3dc325354d0d1618ac8b9fdedee4762e150abd810e2c0b8b0ec"
      "0130c2dd5c8df95ddb260277ab7617d6eec042bc3bf2e6475ca31b25a000e234"
      "669f" },
    { BRISK_SHA512, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "0127b63372bfbdc0d850f0237ef2090380ce6807616e1576b0fda8620f86f882"
      "73a8d252c6bb376a23157b210d27db6426dfb3f75d5b27d8b968f600d887fc61"
      "e18b",
      "01a1e094fcd0ceca700a7c81e21c06a649d68eab16b3ef2598cc7f2c467f77c1"
      "1bb69c221b84779b123a1216c0c74a321fb75dd3f1a20cc199b8f279bde1dbac"
      "d991",
      "004b516e47aca855f487673b8eeabcfcf19d25b89e19517e60af963b9e71cff5"
      "e4a9f11825d42c84e4fdafad621244c77326927f5f1d510ee43f20bc48002afa"
      "22f3" },
    { BRISK_SHA512, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "00283c06939b97a0eda0c28558dd7009bca1b8752372a6d6e271a0e9237a249a"
      "d29b91a123645e7752669b6d1067125cffeb716bd9af1e3625a1a7a058396789"
      "b571",
      "016d8ccfc24b1c726700a665aee3f68324ba9d5268ffd2581b71d276466452c8"
      "9855e82ac89ca5389cce1ea462a5ec20ed1a000a08017cabf036e3289b569c45"
      "2466",
      "01788efcdd6cb571b73ab84a3640e6aafdd1d5e4ba7b601ad2a820a816f513ef"
      "3ce0aa44af3782856e77e5287f56f1f589fc6dafd630fa5b45268b70ec23f615"
      "bec6" },
    { BRISK_SHA256, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "0117450f0c138b67c4e78307ff7e46ad69bd7cf5032c32f4cf6320f3c062640b"
      "f290fc6db6cf6b07987bd5ebb9efca029d4d8b59ae471e95d8d99b27aa496c11"
      "8424",
      "01b89b4e4eb22ebdda3f36f8f1809c4b1ff5990974da66a79ce8bc2ce0b5bfe3"
      "de54c55b6c2b0baa080f3098adc71f79505bde665c91a29851e9fb3782fa5e6f"
      "16bf",
      "01165ceadd0d444845f5a8e1e8f123f9fbcabdb2b0a1dbc5ea1db82304b1c01e"
      "cfbc3d4dfa082055ebddcce60a004fa53f18706824621207177b7a902a68445c"
      "fe48" },
    { BRISK_SHA256, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "00ae8dca0c37580fd27c01cff293d609fc07e0c8518e71fc5af5f1b3b457a649"
      "8314a6a48ccc4498e668dac7600f9e7f9ab17b8422fbf362bf7349802c20d14e"
      "9171",
      "00a618245d7a8b1330a7d00cd18c2fd50b116bb24a0266aff8ce62a7fe3b3771"
      "083722b499d981cc50efc41734007ded597e167991a2768bd24c0ac0fa1e229d"
      "4812",
      "001d0b38b6d2d1cfbbed3b9461ef788c9a0364c098d9d8c2e5d7553eb2cbd487"
      "7aa33802403e4569b20273b772bd955555e1bb70fce5e1c8c84cbf88bcdaf5d5"
      "98b4" },
    { BRISK_SHA384, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "005c0c25f70c9a31e190ebdd96312ba1b88fc6d91af30c14b4ea54baba6c5724"
      "443c4e11b42cc738cd45e99713dc009f7aec95ae887b81817a653cdb2f52ae73"
      "16f8",
      "01f001e8c2029fb7a24b58b366519d0e1af601089f411ffd8004c1d9b134d120"
      "8d339be01e383f8557470f999fdf6eb3f7544057cc326c11a3b8923fa6363db6"
      "4d74",
      "01658c6e22e772294b2e18a680de2cf57097d857d252bc7c19659afb42b96183"
      "6070d5bd2ca4e38f0dce659f6bfdf7d6b3a0a21d2ff6d7b74b9ad52109516d0a"
      "184d" },
    { BRISK_SHA384, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "004f44eb317b26d70532f76f5385c3c75b240eea633ec6db817311091aaa5960"
      "d76926321a093233fde12c27bca85f8bd68e94b1f9bfd35045f4ef4f397d5179"
      "e532",
      "00e205f6719bf9954f7c7de614e50ea59a8448131c11a5bf4689c2168af12eaa"
      "7306db9a2a38897100f9735774dd7d499b4ebced5b6643c1e7c8d7f59b494f3f"
      "d1a2",
      "004fe59e5d67aefa5566f511a8f55bdb9b251803ee251143f049618700c195f9"
      "477b196b18247b0916c315596a1ca6b9a9506a42272a7fcea301df9debbadcf5"
      "a869" },
    { BRISK_SHA512, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "016d72a86b77fed613c003c9f6605ce5c4bdedfbc3698b69e0e39d7d6c57e59b"
      "30b7182ee31b20c5fd7b6344ac6a87c211c23655be300f264a20e8968acc0fd6"
      "ea65",
      "00cdeee215f0e37f33156190c5ab94a925772eee515340a3c8e1eff0d2d96ce8"
      "79d6a0189d38b428568d722059d10397d9556236c86f8cff3b3fbe76f1f6447c"
      "91a2",
      "0091f91edafc44adffefc968fa17ea0d69feebe9cc56ea9f5fe7789780f5abdd"
      "2ad834c944f2f20f248c2447d24f30b6484f262dcd707292580a1dada3706f4b"
      "bb44" },
    { BRISK_SHA512, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "01798a2806f52065e374a18a750d3d2cc1708882b6b0afc92289a86f4c908d3f"
      "378bceec299067baba3816f0a8a80515c42771274e64f4c105d3b03eb4b7e2a1"
      "db7c",
      "015ee4d7cd88eefe8c3d0d1d035fbe3ef7488057b21203c9fc443c583a32f248"
      "d1be23c72e2fc61161d364393236546df696614fff23ba7942cdef0c7d28a855"
      "0deb",
      "00b5e67697fd76cb5df73fda9ce8a783b9bd0f7881cca2d92e1f62e1201604c2"
      "f3222a2dc5bd3210c401f3df5da870eeea9e86379a3d732500abc84c07a37f17"
      "3fbd" },
};
/* What follows if the nonces before are refused: sample, the curve's hash. */
static const char *const p521_nonces[] = {
    "01dae2ea071f8110dc26882d4d5eae0621a3256fc8847fb9022e2b7d28e6f101"
      "98b1574fdd03a9053c08a1854a168aa5a57470ec97dd5ce090124ef52a2f7ecb"
      "ffd3",
    "012e8f93e03c781160333e8d65d1302f85be60585af78b9966cddf8feed6be79"
      "2f6d2743409b0fcb178d07a104fd01027cc124f892d7ce47e6bfa0d38469c870"
      "b286",
    "00ce4f928d964046f0fdd25bef0e5f5986a7ab5006b04b13d5053dcfc0ccb0c0"
      "765c4547666a42dbf7d141d3bb9b70dda1dc7755a680340f01b6a868af93aa3c"
      "f5be",
    "01117a750b0d28817e5cf1e47f68baa0dc27fc37d07b2dcc8e60668c7a32d170"
      "4413ef59c44b0957c28c9a4b71ef915b455796da3ecddf83dcb972d1531dc078"
      "b8d6",
};
static const struct colliding_vector p521_colliding[] = {
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0004",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "01219e10c81213bf3f3417e59440a461413a3a0193cd8e66031a96372a82ebb4"
      "df49029c462f171275b994ee25c19667aa890572b68eafd6108b57d6f82925d2"
      "ee25",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 1 },
    { "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 1 },
    { "01bcc3de6fdbd8818197d034d77eb73d7d8b8bfcd864e333f9cad391aafa2896"
      "41629dd482a9503a4163d5bbb70ec143f68e6c862653b38c6e46c7317dead6ca"
      "ebcc",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "00dc9d1c3d52d12ec09bc34da7dc425d68dc990451dc887fd7cea621268a5cf0"
      "06c04982888fb1dcb184df3d095da848b78c2e2b712e9502a5fed5c564948f3d"
      "7aea",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 1 },
    { "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "01b8e44728850bdeb75cbe8036bc31a0772914015cf6f7875936bdbc093c07db"
      "78efe0a7c076a735a1cf045801d014a8515c5bacfe116b91a21bc5663f0d0927"
      "3b8a",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 1 },
    { "00e25605253e2fc3a04ca22827ba9de6cc58d368ec5c8ee430beb5b27e854ded"
      "a54a5edd3d753b819fc4b406f641281dfdd7495fdfe0dd6fbefc139b04642cdf"
      "4e88",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
      "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd1"
      "6650", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0004",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00de61ef37edec40c0cbe81a6bbf5b9ebec5c5fe6c327199fce569c8d57d144b"
      "20b14eea4154a81d20b1eadddb8760a1fb4736431329d9c637236398bef56b65"
      "75e8",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 1 },
    { "01bcc3de6fdbd8818197d034d77eb73d7d8b8bfcd864e333f9cad391aafa2896"
      "41629dd482a9503a4163d5bbb70ec143f68e6c862653b38c6e46c7317dead6ca"
      "ebcc",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "01bcc3de6fdbd8818197d034d77eb73d7d8b8bfcd864e333f9cad391aafa2896"
      "41629dd482a9503a4163d5bbb70ec143f68e6c862653b38c6e46c7317dead6ca"
      "ebcc",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 1 },
    { "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "0123b8d514cdc550093f04cd712010bcf1b38502f4e590f87e97e8651d4e5514"
      "8dcaba614f9cc9d6a6215ab108d68aaa0c000e343cd5b30d4b91cbcedca6174e"
      "a369",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 1 },
    { "00e25605253e2fc3a04ca22827ba9de6cc58d368ec5c8ee430beb5b27e854ded"
      "a54a5edd3d753b819fc4b406f641281dfdd7495fdfe0dd6fbefc139b04642cdf"
      "4e88",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "00471bb8d77af42148a3417fc943ce5f88d6ebfea3090878a6c94243f6c3f824"
      "870a70dec70d17f9f49c7b73ff78e2615473e008cba71e0aa592f60978118811"
      "287f",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 1 },
    { "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
      "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5"
      "bd66"
      "00e7c6d6958765c43ffba375a04bd382e426670abbb6a864bb97e85042e8d8c1"
      "99d368118d66a10bd9bf3aaf46fec052f89ecac38f795d8d3dbf77416b89602e"
      "99af", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0009",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "01c4d378c2d7e970bb93e6139c4323b90da678c6f43cb6d3bc7bee73a6b61e51"
      "b3df3956e6b2bbeaa8d1e9087e7ccb6dce02885fa396f600b3e8acdba5d419e2"
      "9504",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 1 },
    { "014e7a6a4887bc5232bbb23ad4c96b2b28f36a54dcb6247b3573cb5af4225af5"
      "1ba908f7a510b560cd9ebb8178e474361e6721b35753cec98c5c8fb3833f2b36"
      "f6f1",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "0189a6f185afd2e17727cc27388647721b4cf18de8796da778f7dce74d6c3ca3"
      "67c4212745e1b8a5bb385244fbb09fd1f634d5097d75626520229e479489a28c"
      "c5f9",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 1 },
    { "00b18595b77843adcd444dc52b3694d4d70c95ab2349db84ca8c34a50bdda50a"
      "e451488ee27309cec8ccc44a886482d387691a027264bad2bb522bbc33df6601"
      "6d18",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "01b90f3fd195571e1c4a228dc33a5b2da471230500580443846a04ff2b2860dd"
      "c33839d668cb0577826c61690a45b29ce03a5c01f0374acb770cb878841b13d1"
      "18af",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 1 },
    { "003b53f5b583a078bf66bbafb08ac432674e592e2746e2379e82949b02f56424"
      "b56593cc0c99482c56e217be14c6a6cdaa21a8f609f6cebcc9b69439ae563779"
      "c6f9",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "0171c88e510a17bd6eb97d006d786340ee522802b9edef0eb26d7b7812780fb6"
      "f1e56fc8f9698f3bad3288e402573246fce87ba4326a4d86fc88cf5cc6fb8116"
      "130b",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 1 },
    { "01c4ac0a4a7c5f87409944504f753bcd98b1a6d1d8b91dc8617d6b64fd0a9bdb"
      "4a94bdba7aea77033f89680dec82503bfbae92bfbfc1badf7df8273608c859be"
      "9d10",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "00f4bb8cc7f86db26700a7f3eceeeed3f0b5c6b5107c4da97740ab21a29906c4"
      "2dbbb3e377de9f251f6b93937fa99a3248f4eafcbe95edc0f4f71be356d661f4"
      "1b02", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0009",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "003b2c873d28168f446c19ec63bcdc46f25987390bc3492c4384118c5949e1ae"
      "4c1b182fa0d10344ed9996c382cc2b9bd7cdb3562621939b93c60e94114a7755"
      "cf0b",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 1 },
    { "00b18595b77843adcd444dc52b3694d4d70c95ab2349db84ca8c34a50bdda50a"
      "e451488ee27309cec8ccc44a886482d387691a027264bad2bb522bbc33df6601"
      "6d18",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "0076590e7a502d1e88d833d8c779b88de4b30e721786925887082318b293c35c"
      "9836305f41a20689db332d8705985737af9b66ac4c432737278c1d282294eeab"
      "9e10",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 1 },
    { "014e7a6a4887bc5232bbb23ad4c96b2b28f36a54dcb6247b3573cb5af4225af5"
      "1ba908f7a510b560cd9ebb8178e474361e6721b35753cec98c5c8fb3833f2b36"
      "f6f1",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "004746b1808b3f60ad90a58d55c1f7ecb61efb02466a1534d1fc898718b05126"
      "d152ca0d6f61763bd539d88507ee8055e351e05dbdccfd447a83e91bbd1f92bb"
      "05a4",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 1 },
    { "01c4ac0a4a7c5f87409944504f753bcd98b1a6d1d8b91dc8617d6b64fd0a9bdb"
      "4a94bdba7aea77033f89680dec82503bfbae92bfbfc1badf7df8273608c859be"
      "9d10",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "008e3771aef5e842914682ff92879cbf11add7fd461210f14d928487ed87f049"
      "0e14e1bd8e1a2ff3e938f6e7fef1c4c2a8e7c011974e3c154b25ec12f0231022"
      "50fe",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 1 },
    { "003b53f5b583a078bf66bbafb08ac432674e592e2746e2379e82949b02f56424"
      "b56593cc0c99482c56e217be14c6a6cdaa21a8f609f6cebcc9b69439ae563779"
      "c6f9",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00433c219024277e7e682fcb288148c282747403279b1ccc06352c6e5505d769"
      "be97b3b204da6ef55507aa104a3a35c5af41cf2fa364d60fd967f43e3933ba6d"
      "783d"
      "010b44733807924d98ff580c1311112c0f4a394aef83b25688bf54de5d66f93b"
      "d2444c1c882160dae0946c6c805665cdb70b1503416a123f0b08e41ca9299e0b"
      "e4fd", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0010",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "01a848678b82a01183927f8762765d6c549a549566d547f6b43d05145ffff15e"
      "dafd21e84f5b0e11764d4e636bedfeef70a92628190eade1722d496a2064d23d"
      "0d41",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 1 },
    { "00a1219e2e0a80460e49fe1d89d975b1526952559b551fdad0f414517fffc57b"
      "6c05930da6e0fab715f2ba29abdd16a0d133e57f07111ab0f1a8f3595c37954b"
      "08d9",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "015090cf170540230724ff0ec4ecbad8a934a92acdaa8fed687a0a28bfffe2bd"
      "b5fff24a17325cf3562f1cfad69306d53b82109a6864d2269cabd76489ab1341"
      "b671",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 1 },
    { "015ede61d1f57fb9f1b601e276268a4ead96adaa64aae0252f0bebae80003a84"
      "93f4be78e0a2c4788078c5a2556be068d49c5636c2a76eeb5605c8165ae6fbed"
      "5b30",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "0095816365d7dd0d77f881cdde9873fde005ad05aed38007310563dd2fc664cb"
      "7fb5d8a3c18299e2bce863c909e4c5e763184e22a58776f8006bdfbbec83072c"
      "526b",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 1 },
    { "0158fdf0904570b51f1a198788d0264b9af585c53aea53536dc3dee884701637"
      "1015867556a7cbda4d88e3831fce75b9521a9b4bf3ce7ae952693c0e61109bd2"
      "dc7a",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "012aacd5798f239c26163b80a43494e1657b3c0416e4e6960ba439341bb41792"
      "6adafeea325c7741b8960d7002de4fe5a8749b9b66c32f7c56f5d9534ee9f904"
      "ea8c",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 1 },
    { "00a7020f6fba8f4ae0e5e678772fd9b4650a7a3ac515acac923c21177b8fe9c8"
      "efe4cb1130dbf35548e29c48e17a815053b5a069d5ea0eb2f5457f61560df565"
      "878f",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "013e9b03b97dfa62ddd9979f86c6cab814f2f1557fa82a9d0317d2f8ab1fa355"
      "ceec2e2dd4cf8dc575b02d5aced1dec3c70cf105c9bc93a590425f588ca1ee86"
      "c0e5", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0010",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "0057b798747d5fee7c6d80789d89a293ab65ab6a992ab8094bc2faeba0000ea1"
      "24fd2f9e3828b11e201e3168955af81a3527158db0a9dbbad581720596b9befb"
      "56d0",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 1 },
    { "015ede61d1f57fb9f1b601e276268a4ead96adaa64aae0252f0bebae80003a84"
      "93f4be78e0a2c4788078c5a2556be068d49c5636c2a76eeb5605c8165ae6fbed"
      "5b30",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "00af6f30e8fabfdcf8db00f13b13452756cb56d5325570129785f5d740001d42"
      "49fa5f3c7051623c403c62d12ab5f0346a4e2b1b6153b775ab02e40b2d737df6"
      "ad98",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 1 },
    { "00a1219e2e0a80460e49fe1d89d975b1526952559b551fdad0f414517fffc57b"
      "6c05930da6e0fab715f2ba29abdd16a0d133e57f07111ab0f1a8f3595c37954b"
      "08d9",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "0035b5df64ae2ac204c354b483487c9070cdc61c891c5ff39afc06c5d55541d3"
      "ceac8659e24afe3d0750e8b88e9f078af066a1d5025b08e5a5e2fbc874128719"
      "02f3",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "016ad48dec48b97151e2464d3a63df1c7a8a710197ee997125612aa914124d39"
      "14d52b4016a9e1d09abdd625084f6d0b6073ee3d087cd117f124c1d854b79f5f"
      "cbe8",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 1 },
    { "00a7020f6fba8f4ae0e5e678772fd9b4650a7a3ac515acac923c21177b8fe9c8"
      "efe4cb1130dbf35548e29c48e17a815053b5a069d5ea0eb2f5457f61560df565"
      "878f",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "00d5532a8670dc63d9e9c47f5bcb6b1e9a84c3fbe91b1969f45bc6cbe44be86d"
      "951f529c552747edddd5725bfe6aa723fd5ba01a62f55a1ff0b8e21c68349833"
      "797d",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 1 },
    { "0158fdf0904570b51f1a198788d0264b9af585c53aea53536dc3dee884701637"
      "1015867556a7cbda4d88e3831fce75b9521a9b4bf3ce7ae952693c0e61109bd2"
      "dc7a",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "01a73d352443de29195dd91d6a64b5959479b52a6e5b123d9ab9e5ad7a112d7a"
      "8dd1ad3f164a3a4832051da6bd16b59fe21baeb490862c32ea05a5919d2ede37"
      "ad7d"
      "00c164fc4682059d2226686079393547eb0d0eaa8057d562fce82d0754e05caa"
      "3113d1d22b30723a8a4fd2a5312e213c38f30efa36436c5a6fbda0a7735e1179"
      "3f1a", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0024",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "01468f2d8856174f151aa72a017a63c0aea72732fdd3953342cafebc303b93e3"
      "d670423191d1c72cf1ea25bd65917dd2832772e220d3dd06349ea8f7f8c1361a"
      "f4f4",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 1 },
    { "01a75b1132048bda7e9feafc08de568417eaeb31f2f57f3390c1f86921657757"
      "06b29895d45f6d7ee83a630c5d8e0dd2217bfe2b67cd915064abc380af2b90f8"
      "9179",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "008d1e5b10ac2e9e2a354e5402f4c7815d4e4e65fba72a668595fd78607727c7"
      "ace632dc9c1fcf2a4d68cbaec9da049b607eaa0e77ef3070218e96803a63dafd"
      "85d3",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 1 },
    { "0058a4eecdfb742581601503f721a97be81514ce0d0a80cc6f3e0796de9a88a8"
      "f947b8f0b32451b0ae311cbfa3bae93784543d8a61eaf84be302f7ef07f3003f"
      "d290",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "004e65aa8e5ce8ec2f55404e1554a59e572ec1070bca778e8a3c219939026ca6"
      "f8ab67c4fa7581e8c84be8550a6be3860ea46e19d9e058ed5ad8e9b274717f1b"
      "29ec",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 1 },
    { "019451e645c9112dde80d537395aea7e0243def36231358b0c46738387657a5b"
      "c57b1a4163411406a46afb4134951c86fc3c4441fdc549a61c1fd0480f66d34c"
      "a373",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "009c7563ca993b5994cfb88111acf82253cd6406d0d2d5a4be11b4ac2e2c2749"
      "5cc61d2ca442474dcf5d168803ec8b22ff8cdb89cf74f3670bcfed405ec6e8e2"
      "998e",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 1 },
    { "006bae19ba36eed2217f2ac8c6a51581fdbc210c9dceca74f3b98c7c789a85a4"
      "3a7f37452442ab28f200848accb3da82a993f773cbf33ff62b8eeb27a7b7bdeb"
      "c096",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "015be6ef1bdd6601d6ec8a2b73114a8112911cd8fe8e872e0051edd817c9a034"
      "7087bb6897c9072cf374311540211cf5ff79d1f007257354f7f8173cc3e8deb0"
      "90cb", 0 },
    { "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0024",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "00b970d277a9e8b0eae558d5fe859c3f5158d8cd022c6accbd350143cfc46c1c"
      "298a0f54f5b1f802a4815a0e9bb7793722a8c8d3a8e4ac9613101277be5d5b1d"
      "6f21",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 1 },
    { "0058a4eecdfb742581601503f721a97be81514ce0d0a80cc6f3e0796de9a88a8"
      "f947b8f0b32451b0ae311cbfa3bae93784543d8a61eaf84be302f7ef07f3003f"
      "d290",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "0172e1a4ef53d161d5cab1abfd0b387ea2b1b19a0458d5997a6a02879f88d838"
      "53141ea9eb63f0054902b41d376ef26e455191a751c9592c262024ef7cbab63a"
      "de36",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 1 },
    { "01a75b1132048bda7e9feafc08de568417eaeb31f2f57f3390c1f86921657757"
      "06b29895d45f6d7ee83a630c5d8e0dd2217bfe2b67cd915064abc380af2b90f8"
      "9179",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "01ee4569d6cdb59219532eff34f94480d195623d30977fd71cf3981506ade4ab"
      "01525fbcca16153f7394e0727a239531be8c2f66e95657f380ae23731bedf792"
      "06b9",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 0 },
    { "0090ae1e2e679216605fb0c9f0951cfb9e4bc227d9b99dbb664bcb69f2e3a31d"
      "708edcfa2fdada3cce20af5bd234041a1232b1f8b3d94c572595fd7b7e32b5e2"
      "4c68",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "01b1f046c3c3ad929a8587cd03a7ad7c03615d003af7a1e9cc2a6ced0ad6455d"
      "9bdf9c1eddb6f9ca8f5a519907c84f6cb4e7ce45d423ef2296b7b7e1ccc92770"
      "f467",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 1 },
    { "006bae19ba36eed2217f2ac8c6a51581fdbc210c9dceca74f3b98c7c789a85a4"
      "3a7f37452442ab28f200848accb3da82a993f773cbf33ff62b8eeb27a7b7bdeb"
      "c096",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "01638a9c3566c4a66b30477eee5307ddac329bf92f2d2a5b41ee4b53d1d3d8b6"
      "a3343459e34177e1c70e6943fd5c6be6a643602bfa4396353bdece2f5857a855"
      "ca7b",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 1 },
    { "019451e645c9112dde80d537395aea7e0243def36231358b0c46738387657a5b"
      "c57b1a4163411406a46afb4134951c86fc3c4441fdc549a61c1fd0480f66d34c"
      "a373",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "011da9fadac1d03c5fb35dd7d845621933a72c9713a3711bcf414a4d817ab212"
      "5aaff2a94a0e83adf6a6cbc50b07ceeba7f8f255e9d7ac2c88b2a7d4b2ba6459"
      "1581",
      "04" "00652bf3c52927a432c73dbc3391c04eb0bf7a596efdb53f0d24cf03dab8f177"
      "ace4383c0c6d5e3014237112feaf137e79a329d7e1e6d8931738d5ab5096ec8f"
      "3078"
      "00a41910e42299fe291375d48ceeb57eed6ee327017178d1ffae1227e8365fcb"
      "8f7844976836f8d30c8bceeabfdee30a00862e0ff8da8cab0807e8c33c17214f"
      "6f34", 0 },
};
static const struct large_x_vector p521_large_x[] = {
    { "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f169677"
      "157c",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0001",
      "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f16cc2d"
      "4f26",
      "04" "008d6d50b46096896209d41fc2d629cca3506c1d340803ed78ceff392c68c752"
      "aa06132fcd434b73255d3e220894774d9d1eca70712c155bc628a5cb5543ee6a"
      "8883"
      "01e95c6849637c3b9675a3ee84c7d582e1c6cb5da50e1558e6065f06b97cf7ef"
      "cfa664ad172d2b713522e528be3267ee7277e8cc33f41b6823af63162c0285fd"
      "4e53" },
    { "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f169677"
      "157c",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0002d73cbc3e206834ca4019ff5b847b2d17e2251b23bb31dc28a2482470b763"
      "cdfb",
      "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f16cc2d"
      "4f26",
      "04" "010526ab09983c2e81d0702d411fe7f98b6106fdfd10d38cd574c0a223374a54"
      "9dc178cf62e4dfc547ec41d9c0c12c31e6ff944b5390ab683348d4ca663e09fb"
      "f7b1"
      "002e4107277630548fd18cf2ab25a28ad52a605dc742154d8cef1ec069c02ea4"
      "a297e90119dfe2c568a458f9a58bd8e311c530895973b14852d6f756664fbdc0"
      "2da0" },
    { "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f169677"
      "157c",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0005ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec7"
      "9b94",
      "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f16cc2d"
      "4f26",
      "04" "007df07164e8e793333ac95d5272fd9d3b01066a65fedd965dad146c98b7853e"
      "d20ddbd8b0e63b55392bde27587f2782ea98c0fe3aad63eafe412b93dda45957"
      "f5b5"
      "00ced251ea4e1de90f829a491cc5a7a872b9c12e3dbacf630289bb744059438b"
      "3ab8ab4b780281f165eb1cfd2c828488dcccaf55bc7d10fdfa5d002e1da4bace"
      "10ef" },
};
static const struct large_x_vector p521_wrapped_x =
    { "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f169677"
      "157c",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0005ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec7"
      "9bf7",
      "00008cc62d5c54c9955cb031830d0b6bbe9e14edc6e061b7f67413642808ed17"
      "0bd8ca5305947d9847f3c25f5300ce798053b78c1ba93014094fdfb79f16cc2d"
      "4f26",
      "04" "002f56e62e8c35a1a596c6e0281ea976a50d0731616d0a4f229b8a0a8173e477"
      "17c72a072ecd5a742567f449f234dfd98fd9b2c3ca22e7c8c3df522fdb605ad0"
      "eca5"
      "006f400ca7a9604799e4ff795f4c8429b8d96b0a4ffc103dda060ae35ed2d156"
      "29300c1c10ed196d8c4015ab5103dc490e34ad0d08dc43d9498d7914090c45b0"
      "987b" };
static const char *const p521_not_reduced[] = {
    "04" "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0001"
      "0010e59be93c4f269c0269c79e2afd65d6aeaa9b701eacc194fb3ee03df47849"
      "bf550ec636ebee0ddd4a16f1cd9406605af38f584567770e3f272d688c832e84"
      "3564",
    "04" "0200000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0000"
      "0010e59be93c4f269c0269c79e2afd65d6aeaa9b701eacc194fb3ee03df47849"
      "bf550ec636ebee0ddd4a16f1cd9406605af38f584567770e3f272d688c832e84"
      "3564",
    "04" "00d9cb7a32dab342f863edb340f3ea61ddf833e755ce66bb1a918a42714ba05b"
      "cdf4ff10994f616a9d80cd0b48b326e3a8a2a8f5634d824875b6e71fb7cddd7b"
      "5018"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0001",
    "04" "00d9cb7a32dab342f863edb340f3ea61ddf833e755ce66bb1a918a42714ba05b"
      "cdf4ff10994f616a9d80cd0b48b326e3a8a2a8f5634d824875b6e71fb7cddd7b"
      "5018"
      "0200000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "0000",
};
/* clang-format on */

#endif
